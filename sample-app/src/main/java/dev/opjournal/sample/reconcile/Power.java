package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.vms.VmAction;
import java.util.Locale;

/** Whether a VM is to run. */
public enum Power {
    RUNNING(VmAction.START),
    STOPPED(VmAction.STOP);

    private final VmAction action;

    Power(VmAction action) {
        this.action = action;
    }

    /** What brings a VM there. */
    VmAction action() {
        return action;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
