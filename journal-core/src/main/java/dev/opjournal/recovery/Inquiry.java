package dev.opjournal.recovery;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.Operation;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to a handler about one operation. The handler and its decision have the operation to themselves: both
 * happen within one take-over. What the journal holds in the end decides, not what the handler answered.
 */
final class Inquiry {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Journal journal;
    private final Case subject;
    private final BooleanSupplier stopped;

    /** Written by {@link #consult}, which runs in the asking thread. */
    private Answer answer = new Answer.NotNow("somebody else is running it");

    /** The newest entry that was seen in the take-over; null if there was none. Written as the answer is. */
    private @Nullable JournalEntry newest;

    Inquiry(Journal journal, Case subject, BooleanSupplier stopped) {
        this.journal = journal;
        this.subject = subject;
        this.stopped = stopped;
    }

    /**
     * Asks, and records what the handler decides.
     *
     * @throws dev.opjournal.JournalException if the journal takes nothing more
     */
    Answer ask() {
        boolean taken = journal.takeOver(subject.opId(), this::consult);
        if (taken && answer instanceof Answer.Ended) {
            return answer;
        }
        // Asked of the journal also if the handler threw: this throws if the journal was closed or has failed.
        return isInFlight() ? answer : new Answer.Gone();
    }

    /** The newest entry of the operation that the answer knows; null if it knows none. */
    @Nullable
    JournalEntry newest() {
        return newest;
    }

    private void consult(Operation operation) {
        JournalEntry before = operation.entry();
        newest = before;
        Answer.Unable thrown = null;
        try {
            RecoveryDecision decision = subject.handler().recover(operation);
            // What was recorded through the handle stands, and a decision behind it is not even tried.
            answer = isOurs(operation, before) ? act(operation, decision) : new Answer.StillRunning();
        } catch (Throwable t) {
            // Errors too: a handler with a broken class path is a handler that cannot tell, and the worker lives on.
            answer = Answer.of(t);
            thrown = answer instanceof Answer.Unable unable ? unable : null;
        }
        JournalEntry after = operation.entry();
        newest = after;
        if (!after.isInFlight()) {
            if (thrown != null) {
                LOG.warn(
                        "What the handler of {} recorded stands, though it threw: {}",
                        subject,
                        thrown.reason(),
                        thrown.cause());
            }
            answer = new Answer.Ended(after.state());
        } else if (!isOurs(operation, before)) {
            answer = new Answer.Unable(
                    "its handler released it: " + after.error().orElse(""), null);
        }
    }

    private Answer act(Operation operation, @Nullable RecoveryDecision decision) throws Exception {
        if (decision instanceof RecoveryDecision.Succeeded succeeded) {
            operation.succeeded(succeeded.result());
        } else if (decision instanceof RecoveryDecision.Failed failed) {
            operation.failed(failed.reason());
        } else if (decision instanceof RecoveryDecision.Unknown unknown) {
            return new Answer.Unable(unknown.reason(), null);
        } else if (decision instanceof RecoveryDecision.Resume resume) {
            return resume(operation, resume.action());
        } else if (decision == null) {
            return new Answer.Unable("its handler answered null", null);
        }
        return new Answer.StillRunning();
    }

    private Answer resume(Operation operation, RecoveryDecision.Action action) throws Exception {
        if (stopped.getAsBoolean()) {
            return new Answer.NotNow("recovery was closed");
        }
        // Asked of the journal: a call must not go out for an operation that somebody ended, nor if the journal has
        // failed.
        if (isInFlight()) {
            action.run(operation);
        }
        return new Answer.StillRunning();
    }

    /** Whether the handle has neither ended nor released the operation since it was taken over. */
    private static boolean isOurs(Operation operation, JournalEntry before) {
        JournalEntry now = operation.entry();
        return now.isInFlight() && !(now.isRelease() && now.recordNumber() != before.recordNumber());
    }

    private boolean isInFlight() {
        return journal.latest(subject.opId()).filter(JournalEntry::isInFlight).isPresent();
    }
}
