package dev.opjournal.file;

import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
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
        recordSuccess(operation, result);
        return result;
    }

    <T extends @Nullable Object, E extends Exception> CompletableFuture<T> runAsync(
            FileOperation operation, OperationBody<? extends CompletionStage<T>, E> body) throws E {
        CompletableFuture<T> recorded = new CompletableFuture<>();
        try {
            CompletionStage<T> stage = Objects.requireNonNull(
                    body.run(operation), "the body answered no stage, so that nobody can tell when its work is done");
            CompletionStage<T> unused =
                    stage.whenComplete((result, failure) -> complete(recorded, operation, result, failure));
        } catch (Throwable failure) {
            recordFailure(operation, failure);
            throw failure;
        }
        return recorded;
    }

    private <T extends @Nullable Object> void complete(
            CompletableFuture<T> recorded, FileOperation operation, T result, @Nullable Throwable failure) {
        if (failure != null) {
            recordFailure(operation, cause(failure));
            recorded.completeExceptionally(failure);
            return;
        }
        try {
            recordSuccess(operation, result);
        } catch (RuntimeException | Error notRecorded) {
            recorded.completeExceptionally(notRecorded);
            return;
        }
        recorded.complete(result);
    }

    /** What went wrong, without what the stages on the way have wrapped it in. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void recordSuccess(FileOperation operation, @Nullable Object result) {
        if (journal.owns(operation)) {
            record(operation, () -> operation.succeeded(result));
        }
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
            suppress(failure, notRecorded);
        }
    }

    /** When memory has run out the virtual machine may throw one and the same error for both, and none suppresses itself. */
    @SuppressWarnings("ReferenceEquality")
    private static void suppress(Throwable failure, Throwable notRecorded) {
        if (notRecorded != failure) {
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
