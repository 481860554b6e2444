package dev.opjournal.sample.reconcile;

/** The node has no VM of that id, so that nothing can be compared. */
final class NoSuchVmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchVmException(String vmid) {
        super("Proxmox VE has no VM " + vmid + " on this node. Create it, or take it out of reconcile.vms.");
    }
}
