package dev.opjournal.file;

import dev.opjournal.JournalException;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import org.jspecify.annotations.Nullable;

/** Runs the body of an operation that was begun and records what became of it. */
final class Execution {
    private final FileJournal journal;
    private final OperationSpec spec;

    Execution(FileJournal journal, OperationSpec spec) {
        this.journal = journal;
        this.spec = spec;
    }

    <T extends @Nullable Object, E extends Exception> T run(FileOperation operation, OperationBody<T, E> body)
            throws E {
        T result;
        try {
            result = body.run(operation);
        } catch (Throwable failure) {
            recordFailure(operation, failure);
            throw failure;
        }
        if (journal.owns(operation)) {
            record(operation, () -> operation.succeeded(result));
        }
        return result;
    }

    private void recordFailure(FileOperation operation, Throwable failure) {
        try {
            if (!journal.owns(operation)) {
                return;
            }
            if (spec.isDefiniteFailure(failure) || spec.idempotencyKey().isEmpty()) {
                String message = failure.getMessage();
                record(operation, () -> operation.failed(message == null ? failure.toString() : message));
            } else {
                record(operation, () -> operation.release(failure.toString()));
            }
        } catch (RuntimeException | Error notRecorded) {
            failure.addSuppressed(notRecorded);
        }
    }

    /** An outcome that could not be recorded leaves nobody who runs the operation: recovery may have it. */
    private void record(FileOperation operation, Runnable outcome) {
        try {
            outcome.run();
        } catch (JournalException notRecorded) {
            journal.giveBack(operation);
            throw notRecorded;
        }
    }
}
