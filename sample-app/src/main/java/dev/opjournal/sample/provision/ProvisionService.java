package dev.opjournal.sample.provision;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxException;
import dev.opjournal.sample.vms.VmService;
import dev.opjournal.sample.vms.VmService.Submitted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponseException;

/** Admits requests to provision and to restore VMs, unless the cluster shows that they cannot be done. Thread-safe. */
final class ProvisionService {
    private static final Logger log = LoggerFactory.getLogger(ProvisionService.class);

    private final VmService vms;
    private final StepPool pool;
    private final ProxmoxClient proxmox;
    private final Journal journal;

    ProvisionService(VmService vms, StepPool pool, ProxmoxClient proxmox, Journal journal) {
        this.vms = vms;
        this.pool = pool;
        this.proxmox = proxmox;
        this.journal = journal;
    }

    /** Begins to make a VM, which then goes on in the background. */
    Submitted provision(String vmid, ProvisionRequest request, @Nullable String key) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put(ProvisionSteps.TEMPLATE, request.template());
        request.name().ifPresent(name -> params.put(ProvisionSteps.NAME, name));
        request.settings().forEach((setting, value) -> params.put(ProvisionSteps.SETTING + setting, value));
        OperationSpec spec = OperationSpec.of(ProvisionSteps.KIND).target(vmid).params(params);
        return submit(spec, key, () -> {
            if (proxmox.config(vmid).isPresent()) {
                throw Refusals.vmExists(vmid);
            }
            if (proxmox.config(request.template()).isEmpty()) {
                throw Refusals.unknownTemplate(request.template());
            }
        });
    }

    /** Begins to bring a VM back to a snapshot, which then goes on in the background. */
    Submitted restore(String vmid, String snapshot, @Nullable String key) {
        OperationSpec spec = OperationSpec.of(RestoreSteps.KIND).target(vmid).param(RestoreSteps.SNAPSHOT, snapshot);
        return submit(spec, key, () -> {
            Optional<Set<String>> snapshots = proxmox.snapshots(vmid);
            if (snapshots.isEmpty()) {
                throw Refusals.unknownVm(vmid);
            }
            if (!snapshots.get().contains(snapshot)) {
                throw Refusals.unknownSnapshot(vmid, snapshot);
            }
        });
    }

    private Submitted submit(OperationSpec spec, @Nullable String key, Runnable look) {
        if (!isAnsweredByTheJournal(spec.target(), key)) {
            lookAtTheCluster(spec.target(), key, look);
        }
        return vms.submit(key == null ? spec : spec.idempotencyKey(key), pool::run);
    }

    private void lookAtTheCluster(String vmid, @Nullable String key, Runnable look) {
        try {
            look.run();
        } catch (ErrorResponseException refusal) {
            // What the cluster shows may be the work of this very request, which somebody else has made in the
            // meantime.
            if (!isAnsweredByTheJournal(vmid, key)) {
                throw refusal;
            }
        } catch (ProxmoxException e) {
            log.debug("VM {} is looked at by the first step: {}", vmid, e.getMessage());
        }
    }

    /** Whether the VM is busy, or the key in flight or applied: that is then the answer, whatever the cluster shows. */
    private boolean isAnsweredByTheJournal(String vmid, @Nullable String key) {
        return (key != null && journal.alreadyApplied(key))
                || journal.inFlight().stream()
                        .filter(entry -> entry.parent().isEmpty())
                        .anyMatch(entry -> entry.target().equals(vmid)
                                || (key != null
                                        && entry.idempotencyKey()
                                                .filter(key::equals)
                                                .isPresent()));
    }

    /** Has an operation undone that has not ended; answers how it stands. */
    JournalEntry cancel(String opId) {
        if (journal.latest(opId).isEmpty()) {
            throw Refusals.unknownOperation(opId);
        }
        boolean cancelled = pool.cancel(opId, "by request");
        JournalEntry entry = journal.latest(opId).orElseThrow();
        if (!cancelled) {
            throw Refusals.notCancelled(opId, entry.state().text());
        }
        return entry;
    }
}
