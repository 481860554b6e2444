package dev.opjournal;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable record of an application's operations on the outside world.
 *
 * <pre>{@code
 * Operation start = journal.begin(OperationSpec.of("vm.start").target("101"));
 * start.taskRunning(proxmox.start("101"));
 * start.succeeded();
 * }</pre>
 *
 * <p>What holds for every journal: an entry is on the device when the call that wrote it returns, and no reader sees it
 * before; of any number of attempts with one idempotency key one is admitted; a write that fails ends the journal's life
 * in this process. Thread-safe; callers on many threads share one write and one sync. Waiting for the device is not
 * interruptible, and a thread's interrupt flag is kept.
 *
 * <p>Every call but {@link #status}, {@link #removeListener}, {@link #tellListeners} and {@link #close} throws
 * {@link JournalClosedException} after the close and {@link JournalFailedException} once a write has failed.
 */
public interface Journal extends AutoCloseable {
    /**
     * Begins an operation: call it before the outside world hears anything. The caller owns the operation and must end
     * it through the handle.
     *
     * @throws AlreadyAppliedException if the key has taken effect; it carries the recorded entry
     * @throws KeyInFlightException if an operation with the key has not ended
     * @throws KeyConflictException if the key belongs to a request of other kind, target or params
     * @throws InvalidEntryException if the spec is out of bounds; nothing was written
     * @throws IllegalTransitionException if the spec names an operation id that was used before
     * @throws JournalFullException if there is no room; nothing was written
     * @throws JournalReadException if the key has taken effect, but the record of it cannot be read back
     */
    @CheckReturnValue
    Operation begin(OperationSpec spec);

    /**
     * Begins an operation, runs the body and records the outcome. If the key has taken effect before, the body does not
     * run and the recorded result is answered: this form replays texts, booleans and null; for anything else use
     * {@link #execute(OperationSpec, Class, OperationBody)}.
     *
     * <p>A body that returns has succeeded, unless it recorded an outcome or released the operation itself. If it throws
     * what the spec's {@code failOn} names, or {@link OperationFailedException}, the operation has failed. If it throws
     * anything else, an operation with a key is released, since the effect may have happened, and goes to recovery; one
     * without a key has failed. What the body throws is thrown on.
     *
     * @throws ResultUnavailableException on a replay whose result was dropped, or is of a type this form does not replay
     */
    <T extends @Nullable Object, E extends Exception> T execute(OperationSpec spec, OperationBody<T, E> body) throws E;

    /** As {@link #execute(OperationSpec, OperationBody)}; a replayed result is read from JSON as the given type. */
    <T extends @Nullable Object, E extends Exception> T execute(
            OperationSpec spec, Class<T> resultType, OperationBody<T, E> body) throws E;

    /** The same for a type that a class cannot name, {@code List<Order>} for one. That the body answers it is the caller's word. */
    <T extends @Nullable Object, E extends Exception> T execute(
            OperationSpec spec, Type resultType, OperationBody<T, E> body) throws E;

    /**
     * As {@link #execute(OperationSpec, Type, OperationBody)} for a body that answers before the work is done. The outcome is
     * recorded when the body's stage completes, in the thread that completes it, and what is answered completes after that. A
     * stage that completes exceptionally counts as a body that throws. A replay is complete.
     *
     * <p>Cancelling what is answered stops nothing and records nothing: the work goes on, and its outcome is recorded.
     *
     * @param resultType the type of what the stage completes with
     */
    <T extends @Nullable Object, E extends Exception> CompletableFuture<T> executeAsync(
            OperationSpec spec, Type resultType, OperationBody<? extends CompletionStage<T>, E> body) throws E;

    /**
     * Appends entries as they are: the primitive under all other calls, for whoever keeps operations without handles.
     * All go into one batch in their order, and a crash keeps a prefix of them; at most 1,000. Each must be a legal transition; what an
     * entry leaves out (target, params, task, key) it takes from the operation's newest entry. An operation begun so is
     * owned by this opening until an entry with its outcome, or a release (an entry of the same state with an
     * {@code error}).
     *
     * @return the entries as they were written, with number and time
     * @throws IllegalTransitionException if one is no legal transition; nothing was written
     * @throws InvalidEntryException if one is out of bounds or contradicts its operation; nothing was written
     * @throws AlreadyAppliedException if the key of one that begins has taken effect; nothing was written
     * @throws KeyInFlightException if the key of one that begins is taken, also by one before it; nothing was written
     * @throws KeyConflictException if the key of one that begins belongs to another request; nothing was written
     * @throws JournalFullException if there is no room for all; nothing was written
     */
    List<JournalEntry> append(List<JournalEntry> entries);

    /**
     * The newest entry of an operation.
     *
     * @throws JournalReadException if the operation has ended and its record cannot be read back
     */
    Optional<JournalEntry> latest(String opId);

    /**
     * All entries of an operation in their order; empty if the id is unknown. Read from the file.
     *
     * @throws JournalReadException if a record cannot be read back
     */
    List<JournalEntry> history(String opId);

    /**
     * The operations whose newest entries match, newest first. Appends go on meanwhile, and what they change is told as it was
     * or as it is. Of a query without an operation id at most 100,000 operations in the states asked for are looked through
     * (about 64 MiB of entries), the newest first, and the answer says so.
     *
     * <p>Of several operations that succeeded with one key, which only a file of the Go daemon has, the last is found.
     *
     * @throws JournalReadException if a record cannot be read back
     */
    OperationMatches find(OperationQuery query);

    /** The newest entry of each operation that has not ended, the one begun first at the front. */
    List<JournalEntry> inFlight();

    /** Those of {@link #inFlight} that nobody in this process runs: what recovery must settle. */
    List<JournalEntry> interrupted();

    /** Whether an operation with this key has succeeded. */
    boolean alreadyApplied(String idempotencyKey);

    /**
     * Takes an interrupted operation over for as long as the given work runs. The handle owns the operation meanwhile,
     * so that no two settle it at once. If the work leaves it in flight, it is interrupted again, with nothing written;
     * the handle is then spent.
     *
     * @return whether the operation was taken; false if it is unknown, has ended, or is owned
     */
    boolean takeOver(String opId, Consumer<Operation> work);

    /** Adds a listener for as long as the journal is open; it hears of all that comes. Adding one twice does nothing. */
    void addListener(JournalListener listener);

    /** Takes a listener away. It still hears, in its thread, of what came before; this does not wait for it. */
    void removeListener(JournalListener listener);

    /** Hands what a recovery has come to on to the listeners. For whoever settles operations; never waits, never throws. */
    void tellListeners(RecoveryOutcome outcome);

    /**
     * Drops what need not be kept by the journal's retention, now; the journal does so by itself when it has grown. Appends and
     * reads go on meanwhile. Record numbers change, but for the newest; their order does not.
     *
     * @return what it did
     * @throws JournalFullException if there is no room for it; the journal is as it was
     * @throws CompactionFailedException if the disk does not answer; the journal is as it was
     * @throws JournalReadException if a record was altered since it was written; the journal is as it was
     */
    CompactionReport compact();

    /** The journal at this moment. Never throws, also after a failure or the close. */
    JournalStatus status();

    /**
     * As {@link #status()}, with no more than so many of the operations in flight, those that were begun first: cheap however many
     * there are.
     */
    JournalStatus status(int mostInFlight);

    /**
     * Waits for the appends that are on their way to the device, then closes the journal. What is in flight stays so and is interrupted at the next
     * opening. Listeners are then waited for until they have heard of everything, two seconds at most; a call from a listener
     * and an interrupted thread (its flag is kept) do not wait for them. Closing twice does nothing.
     */
    @Override
    void close();
}
