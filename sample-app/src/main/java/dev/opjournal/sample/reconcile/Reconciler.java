package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.vms.VmService;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Compares every VM that has a wish, each apart from the others. */
final class Reconciler {
    private final List<WishedVm> vms;
    private final AtomicLong rounds = new AtomicLong();

    Reconciler(VmService service, ProxmoxClient proxmox, ReconcileProperties properties, Clock clock) {
        this.vms = properties.vms().entrySet().stream()
                .map(vm -> new WishedVm(vm.getKey(), vm.getValue(), service, proxmox, properties, clock))
                .toList();
    }

    boolean hasWishes() {
        return !vms.isEmpty();
    }

    /** One round, by one thread at a time. An interrupt ends it after the VM that it is at. */
    void round() {
        for (WishedVm vm : vms) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            vm.round();
        }
        rounds.incrementAndGet();
    }

    View view() {
        return new View(rounds.get(), vms.stream().map(WishedVm::view).toList());
    }

    /**
     * Where the loop stands.
     *
     * @param rounds how many have ended
     */
    record View(long rounds, List<VmView> vms) {}
}
