package dev.opjournal.spring;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;

/** A class to extend, with a handler that only its own package can call. */
public class HandlesForOthers {
    @RecoveryHandlerFor("vm.start")
    RecoveryDecision handle(Operation operation) {
        return RecoveryDecision.stillRunning();
    }
}
