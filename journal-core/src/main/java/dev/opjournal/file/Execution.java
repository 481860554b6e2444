package dev.opjournal.file;

import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import java.util.function.Supplier;
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
                record(operation, () -> operation.failed(reason(failure, failure::getMessage)));
            } else {
                record(operation, () -> operation.release(reason(failure, failure::toString)));
            }
        } catch (RuntimeException | Error notRecorded) {
            failure.addSuppressed(notRecorded);
        }
    }

    /** What a failure says of itself; the code that says it is not ours, and may throw or have nothing to say. */
    private static String reason(Throwable failure, Supplier<@Nullable String> text) {
        try {
            String reason = text.get();
            return reason != null ? reason : failure.getClass().getName();
        } catch (RuntimeException | Error unspeakable) {
            return failure.getClass().getName();
        }
    }

    /** An outcome that could not be recorded leaves nobody who runs the operation: recovery may have it. */
    private void record(FileOperation operation, Runnable outcome) {
        try {
            outcome.run();
        } catch (RuntimeException | Error notRecorded) {
            journal.giveBack(operation);
            throw notRecorded;
        }
    }
}
