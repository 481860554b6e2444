package dev.opjournal.recovery;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalListener;
import dev.opjournal.RecoveryOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles interrupted operations: those that a crash cut off, and those that are released while the application runs. Each
 * is handed, with a handle, to the {@link RecoveryHandler} of its kind, and what the handler decides is recorded before
 * anything else happens. An operation that somebody in this process runs is never touched.
 *
 * <ul>
 *   <li>Operations on one target go one after the other, the one begun first at the front: the next has its turn when the
 *       one before it is settled or given up. One with a parent does not stand in that line: its parent does. Others go side by
 *       side, as many as {@link RecoveryOptions#concurrency} says.
 *   <li>A handler that answers {@link RecoveryDecision#stillRunning} is asked again at the recheck interval, without bound.
 *   <li>A handler that cannot tell (it throws, answers {@link RecoveryDecision#unknown} or null, or releases the operation)
 *       is asked again after growing pauses. After {@link RecoveryOptions#maxAttempts} such attempts in a row the operation
 *       is <em>given up</em>: it stays in flight, keeps its key, and is named in a warning. It is asked about again when
 *       the application is started anew, after {@link #askAgain}, or when somebody takes it over and releases it.
 *   <li>While the disk is full an operation whose outcome cannot be recorded is asked about again, and is not given up.
 *   <li>If the handler records an outcome through the handle, or somebody else ends the operation meanwhile, that stands,
 *       and the decision changes nothing.
 *   <li>An operation whose kind has no handler stays in flight, is named in a warning once, and holds up no other.
 * </ul>
 *
 * <p>The journal's listeners hear of each outcome ({@link JournalListener#recoveryOutcome}).
 *
 * <p>Recovery stops by itself, with one line in the log, when the journal is closed or fails. No method throws for what
 * happens to the journal or in a handler. Thread-safe. Its threads are daemons and are named
 * {@code opjournal-recovery-…}; handlers run in them alone.
 */
public final class Recovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** How long {@link #close} waits for handlers. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Journal journal;
    private final RecoveryOptions options;
    private final Docket docket;
    private final Crew crew;
    private final JournalListener listener = new Releases();

    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set by the close, or when the journal takes nothing more; nobody is asked from then on. */
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Whether a look is on its way that will read the journal after this moment; one is enough for many releases. */
    private final AtomicBoolean lookRequested = new AtomicBoolean();

    private final AtomicBoolean firstPassAnnounced = new AtomicBoolean();

    /** Looks at the journal one at a time, and the first of them in {@link #start}. */
    private final ReentrantLock looking = new ReentrantLock();

    /**
     * A recovery that has not begun.
     *
     * @throws IllegalArgumentException if two handlers are for one kind, or one names no kind
     */
    public Recovery(Journal journal, Collection<? extends RecoveryHandler> handlers, RecoveryOptions options) {
        this.journal = journal;
        this.options = options;
        this.docket = new Docket(new Handlers(handlers), options);
        this.crew = new Crew(options.concurrency());
    }

    /**
     * Begins the first pass in the background and minds released operations from now on. If nothing is interrupted, the
     * first pass is over when this returns. Does nothing the second time, or after the close.
     */
    public void start() {
        if (stopped.get() || !started.compareAndSet(false, true)) {
            return;
        }
        looking.lock();
        try {
            // Before the first look, so that no release falls between the two.
            journal.addListener(listener);
            if (stopped.get()) {
                removeListener();
            }
            look();
        } catch (JournalException e) {
            stop(e);
        } finally {
            looking.unlock();
        }
        // What was settled by others drops out with these looks, and what lost its owner without an entry is found.
        crew.informEvery(options.recheckInterval(), this::look);
    }

    /**
     * Asks about all that is not settled now, in the background: what was given up too, and what is in a pause. Attempts are
     * counted anew. For whoever has mended what kept handlers from telling. Does nothing before the start, or after the end.
     */
    public void askAgain() {
        if (started.get()) {
            look(true);
        }
    }

    /**
     * Waits until each operation that was interrupted at the start was asked about once, or waits behind another on its
     * target.
     *
     * @return whether the first pass is over; false after the timeout, at once if recovery stops before, and if the
     *     waiting thread is interrupted (its flag is kept)
     */
    public boolean awaitFirstPass(Duration timeout) {
        return docket.firstPass().await(timeout);
    }

    /** Whether an operation was given up, as far as recovery knows at this moment. */
    public boolean hasGivenUp(String opId) {
        return docket.hasGivenUp(opId);
    }

    /** Whether an operation waits for a handler of its kind that is not there, as far as recovery knows at this moment. */
    public boolean lacksHandler(String opId) {
        return docket.lacksHandler(opId);
    }

    /** What recovery has come to at this moment, or had come to when it stopped. */
    public RecoveryReport report() {
        return docket.report();
    }

    /**
     * Ends recovery: no handler is called any more, those that run are interrupted and waited for, ten seconds at most.
     * What is not settled stays in flight. To be called before the journal is closed. Closing twice does nothing.
     * An interrupt of the calling thread ends the wait, and its flag is kept. So a handler that calls this is interrupted itself
     * and waits for nobody; what it decides is still recorded while the journal is open.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stopped.set(true);
        removeListener();
        crew.interrupt();
        docket.firstPass().abandon();
        if (!crew.awaitEnd(PATIENCE)) {
            LOG.warn("Recovery was closed while handlers still run. What they do not settle stays in flight");
        }
    }

    /**
     * Brings recovery to look at the journal. What it then does rests on what the journal holds, not on what was heard, so
     * that a release that was missed is found with the next look.
     */
    private final class Releases implements JournalListener {
        @Override
        public void entryDurable(JournalEntry entry) {
            if (entry.isRelease()) {
                requestLook();
            }
        }

        @Override
        public void eventsMissed(long count) {
            requestLook();
        }
    }

    private void requestLook() {
        if (!stopped.get() && lookRequested.compareAndSet(false, true)) {
            crew.inform(this::look);
        }
    }

    /** Reads what is interrupted and sets workers on what is due. Short: no handler is called here. Never throws. */
    private void look() {
        look(false);
    }

    private void look(boolean anew) {
        looking.lock();
        try {
            if (stopped.get()) {
                return;
            }
            // Before the journal is read: a release from now on asks for a look of its own.
            lookRequested.set(false);
            List<JournalEntry> interrupted = journal.interrupted();
            Docket.Findings findings = docket.look(interrupted, journal.inFlight(), anew);
            for (JournalEntry orphan : findings.withoutHandler()) {
                LOG.warn(
                        "No recovery handler for {}: it stays in flight. Add a RecoveryHandler for its kind",
                        Case.describe(orphan.kind(), orphan.opId(), orphan.target()));
                tell(new RecoveryOutcome(
                        orphan.opId(), orphan.kind(), orphan.target(), RecoveryOutcome.Type.WITHOUT_HANDLER, null));
            }
            findings.due().forEach(this::hand);
            announceFirstPass();
        } catch (JournalException e) {
            stop(e);
        } catch (RuntimeException e) {
            LOG.warn("Recovery could not read what is interrupted; it looks again at the next interval", e);
        } catch (Error e) {
            LOG.error("Recovery could not read what is interrupted; it looks again at the next interval", e);
        } finally {
            looking.unlock();
        }
    }

    private void hand(@Nullable Case due) {
        if (due == null) {
            return;
        }
        try {
            crew.work(() -> attend(due));
        } catch (OutOfMemoryError noThread) {
            // Nobody else would ever take it up.
            crew.informAfter(options.recheckInterval(), () -> hand(due));
        }
    }

    private void handAfter(Docket.Pause pause) {
        crew.informAfter(pause.length(), () -> {
            if (docket.end(pause)) {
                hand(pause.paused());
            }
        });
    }

    private void attend(Case due) {
        if (stopped.get() || !docket.take(due)) {
            return;
        }
        Inquiry inquiry = new Inquiry(journal, due, stopped::get);
        Answer answer;
        try {
            answer = inquiry.ask();
        } catch (JournalClosedException | JournalFailedException e) {
            stop(e);
            return;
        } catch (Throwable t) {
            answer = Answer.of(t);
        }
        boolean ended = answer instanceof Answer.Ended || answer instanceof Answer.Gone;
        if (ended || !stopped.get()) {
            goOn(due, answer, inquiry.newest());
        }
    }

    private void goOn(Case asked, Answer answer, @Nullable JournalEntry newest) {
        Docket.Sequel sequel = docket.conclude(asked, answer, newest);
        Docket.Pause pause = sequel.pause();
        try {
            log(asked, answer, pause == null ? null : pause.length());
            answer.outcome(asked, pause == null).ifPresent(this::tell);
            announceFirstPass();
        } finally {
            // Also if the log throws: a case that nobody takes up would hold its line up for good.
            if (pause != null) {
                handAfter(pause);
            }
            hand(sequel.due());
        }
    }

    private void log(Case asked, Answer answer, @Nullable Duration pause) {
        if (answer instanceof Answer.Ended ended) {
            LOG.info("Recovered {}: it has {}", asked, ended.state().text());
        } else if (answer instanceof Answer.Unable unable) {
            if (pause == null) {
                LOG.warn(
                        "Gave up {} after {} attempts: {}. It stays in flight and keeps its key. Mend what keeps"
                                + " its handler from telling, and have recovery ask again or start the application again",
                        asked,
                        options.maxAttempts(),
                        unable.reason(),
                        unable.cause());
            } else {
                LOG.info("Cannot tell what became of {}, asking again in {}: {}", asked, pause, unable.reason());
            }
        } else if (answer instanceof Answer.NotNow notNow) {
            LOG.debug("{} has to wait, asking again in {}: {}", asked, pause, notNow.reason());
        }
    }

    private void tell(RecoveryOutcome outcome) {
        try {
            journal.tellListeners(outcome);
        } catch (RuntimeException e) {
            LOG.debug("The listeners of the journal were not told of {}", outcome, e);
        }
    }

    private void announceFirstPass() {
        if (docket.firstPass().state() == RecoveryReport.State.COMPLETED
                && firstPassAnnounced.compareAndSet(false, true)) {
            LOG.info("First pass of recovery is over: {}", report());
        }
    }

    /** The journal takes nothing more: neither does recovery. */
    private void stop(JournalException reason) {
        if (stopped.compareAndSet(false, true)) {
            LOG.info("Recovery stops: {}", reason.problem());
            removeListener();
            crew.dismiss();
            docket.firstPass().abandon();
        }
    }

    private void removeListener() {
        try {
            journal.removeListener(listener);
        } catch (JournalException e) {
            // A journal that was closed or has failed calls no listeners.
            LOG.debug("The listener of recovery was not removed", e);
        }
    }
}
