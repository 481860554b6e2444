package dev.opjournal.recovery;

import dev.opjournal.Operation;

/**
 * Settles interrupted operations of one kind. A handler asks the outside world what became of the operation and says
 * what is to be recorded:
 *
 * <pre>{@code
 * RecoveryHandler.forKind("vm.start", op -> op.task()
 *         .map(upid -> proxmox.status(upid).toDecision())
 *         .orElseGet(() -> proxmox.isRunning(op.target())
 *                 ? succeeded()
 *                 : resume(o -> o.taskRunning(proxmox.start(o.target())))));
 * }</pre>
 *
 * <p>A handler may be asked again about the same operation, in this process or after the next crash, and on any thread;
 * never twice at once. What it records through the operation is durable before it goes on. To roll back, it undoes the
 * effect and then answers {@link RecoveryDecision#failed}.
 */
public interface RecoveryHandler {
    /** The kind of operation that this handler settles. */
    String kind();

    /**
     * Says what became of the operation.
     *
     * @param operation the handle; valid until this method, and the action of a {@link RecoveryDecision#resume}, return
     * @throws Exception if it cannot tell now: it is asked again after a pause, a bounded number of times
     */
    RecoveryDecision recover(Operation operation) throws Exception;

    /** A handler from a function. */
    static RecoveryHandler forKind(String kind, Recoverer recoverer) {
        return new FunctionHandler(kind, recoverer);
    }

    /** The one method of a handler, as a lambda. */
    @FunctionalInterface
    interface Recoverer {
        /** As {@link RecoveryHandler#recover}. */
        RecoveryDecision recover(Operation operation) throws Exception;
    }
}
