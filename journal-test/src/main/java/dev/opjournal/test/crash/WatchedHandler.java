package dev.opjournal.test.crash;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;

/** A handler of the application, of whose answers the report tells. */
final class WatchedHandler implements RecoveryHandler {
    private final RecoveryHandler handler;
    private final Asked asked;
    private final Life life;

    WatchedHandler(RecoveryHandler handler, Asked asked, Life life) {
        this.handler = handler;
        this.asked = asked;
        this.life = life;
    }

    @Override
    public String kind() {
        return handler.kind();
    }

    @Override
    public RecoveryDecision recover(Operation operation) throws Exception {
        asked.begin(operation.opId());
        life.progressed();
        String answer = "was killed";
        try {
            RecoveryDecision decision = handler.recover(operation);
            answer = "answered " + inWords(decision);
            return decision;
        } catch (Throwable t) {
            answer = "threw " + t;
            throw t;
        } finally {
            tell(operation, answer);
        }
    }

    /** Once, if it says the same again and again. A dead one says nothing. */
    private void tell(Operation operation, String answer) {
        if (life.isDead()) {
            return;
        }
        if (asked.isNews(operation.opId(), answer)) {
            life.note("recovery: the handler of " + operation.kind() + " " + operation.opId() + " " + answer);
        }
        life.progressed();
    }

    private static String inWords(RecoveryDecision decision) {
        if (decision instanceof RecoveryDecision.Failed failed) {
            return "failed: " + failed.reason();
        } else if (decision instanceof RecoveryDecision.Unknown unknown) {
            return "unknown: " + unknown.reason();
        } else if (decision instanceof RecoveryDecision.Succeeded) {
            return "succeeded";
        } else if (decision instanceof RecoveryDecision.StillRunning) {
            return "still running";
        }
        return decision == null ? "null" : "resume";
    }
}
