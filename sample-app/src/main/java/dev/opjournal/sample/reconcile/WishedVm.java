package dev.opjournal.sample.reconcile;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.VmStatus;
import dev.opjournal.sample.vms.VmBusyException;
import dev.opjournal.sample.vms.VmService;
import dev.opjournal.sample.vms.VmService.Submitted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A VM and its wish. A round compares the two and begins one operation at most; what it leaves differing is for the next
 * rounds. One thread at a time runs rounds; any may ask for the view.
 */
final class WishedVm {
    private static final Logger log = LoggerFactory.getLogger(WishedVm.class);

    private final String vmid;
    private final Wish wish;
    private final Map<String, String> wished;
    private final VmService service;
    private final ProxmoxClient proxmox;
    private final Duration firstPause;
    private final Clock clock;

    /** Of what was corrected and has not been seen as wished since. */
    private final Map<String, Pause> pauses = new HashMap<>();

    /** The last operation begun here, until a look has shown what came of it. */
    private @Nullable Begun begun;

    private @Nullable String lastOperation;
    private @Nullable Map<String, String> found;
    private @Nullable Boolean inStep;
    private @Nullable Instant since;
    private @Nullable String inFlight;
    private @Nullable RuntimeException problem;

    private volatile VmView view;

    WishedVm(
            String vmid,
            Wish wish,
            VmService service,
            ProxmoxClient proxmox,
            ReconcileProperties properties,
            Clock clock) {
        this.vmid = vmid;
        this.wish = wish;
        this.wished = wish.items();
        this.service = service;
        this.proxmox = proxmox;
        this.firstPause = properties.interval();
        this.clock = clock;
        this.view = new VmView(vmid, wished, null, null, null, null, null, null);
    }

    /** What the last round came to. */
    VmView view() {
        return view;
    }

    /** Compares and corrects. Throws nothing that a later round could mend. */
    void round() {
        try {
            compare();
            if (problem != null && inFlight == null) {
                log.info("VM {} is reconciled again.", vmid);
                problem = null;
            }
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                // The application is closing; nothing is known of the VM.
                return;
            }
            // Said once, not in every round.
            if (problem == null || problem.getClass() != e.getClass()) {
                log.warn("VM {} cannot be reconciled, which is tried again: {}", vmid, e.getMessage());
                log.debug("VM {} cannot be reconciled.", vmid, e);
            }
            problem = e;
        }
        String why = problem == null ? null : String.valueOf(problem.getMessage());
        view = new VmView(vmid, wished, found, inStep, since, inFlight, lastOperation, why);
    }

    private void compare() {
        // In this order: an operation that ends while the VM is looked at is either seen here, or admitted since.
        long admissions = service.admissions(vmid);
        inFlight = service.inFlight(vmid).map(JournalEntry::opId).orElse(null);
        if (inFlight != null) {
            log.debug("VM {} has operation {} in flight and is left alone.", vmid, inFlight);
            return;
        }
        Map<String, String> now = look();
        Map<String, String> differing = new LinkedHashMap<>(wished);
        differing.entrySet().removeAll(now.entrySet());
        note(now, differing.isEmpty());
        judge(now, differing.keySet());
        differing.keySet().removeIf(item -> !isDue(item));
        Optional<Correction> next = Correction.of(wish, differing);
        if (next.isPresent()) {
            correct(next.get(), now, admissions);
        }
    }

    /** What Proxmox VE shows of all that is wished. */
    private Map<String, String> look() {
        Map<String, String> shown = new LinkedHashMap<>();
        if (wish.power() != null) {
            VmStatus status = proxmox.vmStatus(vmid);
            if (status == VmStatus.MISSING) {
                throw new NoSuchVmException(vmid);
            }
            shown.put(Wish.POWER, status.name().toLowerCase(Locale.ROOT));
        }
        if (!wish.settings().isEmpty()) {
            shown.putAll(proxmox.config(vmid).orElseThrow(() -> new NoSuchVmException(vmid)));
        }
        shown.keySet().retainAll(wished.keySet());
        return shown;
    }

    private void note(Map<String, String> now, boolean equal) {
        found = now;
        if (inStep == null || inStep != equal) {
            inStep = equal;
            since = clock.instant();
        }
    }

    /** Looks at what came of the last operation: what still differs has to wait, longer each time. */
    private void judge(Map<String, String> now, Set<String> differing) {
        pauses.keySet().retainAll(differing);
        Begun last = begun;
        begun = null;
        if (last == null || last.items().stream().noneMatch(differing::contains)) {
            return;
        }
        last.items().stream()
                .filter(differing::contains)
                .forEach(item -> pauses.computeIfAbsent(item, unused -> new Pause(firstPause))
                        .begin(clock.instant()));
        Optional<JournalEntry> entry = service.find(last.opId());
        if (entry.isPresent() && entry.get().state() == OpState.FAILED) {
            log.warn("{} failed: {}", entry.get(), entry.get().error().orElse("no reason is known"));
        } else {
            log.warn(
                    "VM {} shows {} after operation {}. If it drifts, find what changes it; if it never shows what is"
                            + " wished, wish for it as Proxmox VE shows it.",
                    vmid,
                    now,
                    last.opId());
        }
    }

    private boolean isDue(String item) {
        Pause pause = pauses.get(item);
        return pause == null || pause.isOver(clock.instant());
    }

    private void correct(Correction correction, Map<String, String> now, long admissions) {
        Optional<Submitted> submitted;
        try {
            submitted = service.submitUnlessAdmitted(admissions, correction.action(), vmid, correction.settings());
        } catch (VmBusyException e) {
            log.debug("VM {} is left alone: {}", vmid, e.getMessage());
            return;
        }
        if (submitted.isEmpty()) {
            log.debug("VM {} had an operation while it was looked at; it is looked at again.", vmid);
            return;
        }
        JournalEntry entry = submitted.get().entry();
        begun = new Begun(entry.opId(), correction.items());
        lastOperation = entry.opId();
        log.info("VM {} shows {}, wished is {}: {} {} was begun.", vmid, now, wished, entry.kind(), entry.opId());
    }

    /** An operation begun here, and what it was to bring in step. */
    private record Begun(String opId, Set<String> items) {}
}
