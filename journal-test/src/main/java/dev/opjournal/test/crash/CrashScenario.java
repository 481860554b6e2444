package dev.opjournal.test.crash;

import dev.opjournal.Journal;
import dev.opjournal.recovery.RecoveryHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CrashTest} plays: an application on a journal, what it is asked to do, who settles what a crash cuts off, and what
 * must hold in the end. Immutable.
 *
 * <pre>{@code
 * CrashScenario.of(journal -> new Shop(journal, bank))
 *         .run(shop -> shop.order("o-1"))
 *         .recoverWith(Shop::recoveryHandlers)
 *         .askAgain()
 *         .invariant(journal -> assertThat(bank.chargesOf("o-1")).hasSize(1))
 * }</pre>
 *
 * @param <A> the application
 */
public final class CrashScenario<A> {
    private final Function<Journal, ? extends A> application;
    private final @Nullable Work<? super A> work;
    private final Function<? super A, ? extends Collection<? extends RecoveryHandler>> handlers;
    private final boolean asksAgain;
    private final boolean mayStayInFlight;
    private final List<Work<Journal>> invariants;

    private CrashScenario(
            Function<Journal, ? extends A> application,
            @Nullable Work<? super A> work,
            Function<? super A, ? extends Collection<? extends RecoveryHandler>> handlers,
            boolean asksAgain,
            boolean mayStayInFlight,
            List<Work<Journal>> invariants) {
        this.application = application;
        this.work = work;
        this.handlers = handlers;
        this.asksAgain = asksAgain;
        this.mayStayInFlight = mayStayInFlight;
        this.invariants = invariants;
    }

    /** Something that is done with an application, or a look at a journal. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        void with(T subject) throws Exception;
    }

    /**
     * A scenario of an application.
     *
     * @param application built from its journal anew in each life, as after a restart of its process: whatever outlives a crash
     *     stands outside. One that is {@link AutoCloseable} is closed at the end of each life, also of one that has crashed, so that
     *     it can end its threads. Nothing that it does then counts
     */
    public static <A> CrashScenario<A> of(Function<Journal, ? extends A> application) {
        return new CrashScenario<>(
                Objects.requireNonNull(application, "application"), null, unused -> List.of(), false, false, List.of());
    }

    /** What the application is asked to do in its first life. What it throws fails the test: catch what is a good answer. */
    public CrashScenario<A> run(Work<? super A> request) {
        return new CrashScenario<>(
                application,
                Objects.requireNonNull(request, "request"),
                handlers,
                asksAgain,
                mayStayInFlight,
                invariants);
    }

    /** Who settles what is in flight, for example {@code List.of(new ChargeRecovery(bank))} or a {@code StepRunner}'s handlers. */
    public CrashScenario<A> recoverWith(
            Function<? super A, ? extends Collection<? extends RecoveryHandler>> recoveryHandlers) {
        return new CrashScenario<>(
                application,
                work,
                Objects.requireNonNull(recoveryHandlers, "recoveryHandlers"),
                asksAgain,
                mayStayInFlight,
                invariants);
    }

    /**
     * After each crash, once recovery has settled what was in flight, the application is asked to do the same again: its caller got
     * no answer. It may refuse with {@link dev.opjournal.AlreadyAppliedException} or {@link
     * dev.opjournal.KeyInFlightException}.
     */
    public CrashScenario<A> askAgain() {
        return new CrashScenario<>(application, work, handlers, true, mayStayInFlight, invariants);
    }

    /** Operations may stay in flight in the end: given up, without a handler, or owned. Otherwise such a schedule fails. */
    public CrashScenario<A> mayStayInFlight() {
        return new CrashScenario<>(application, work, handlers, asksAgain, true, invariants);
    }

    /** What must hold when all is settled, whatever has crashed. What it throws fails the test. Several may be given. */
    public CrashScenario<A> invariant(Work<Journal> check) {
        List<Work<Journal>> both = new ArrayList<>(invariants);
        both.add(Objects.requireNonNull(check, "check"));
        return new CrashScenario<>(application, work, handlers, asksAgain, mayStayInFlight, List.copyOf(both));
    }

    void ensureComplete() {
        if (work == null) {
            throw new IllegalStateException("The scenario does nothing: say what with run(…).");
        }
        if (invariants.isEmpty()) {
            throw new IllegalStateException("The scenario promises nothing: say what with invariant(…).");
        }
    }

    /** An application that lives on a journal. */
    Living<A> liveOn(Journal journal) {
        return new Living<>(this, application.apply(journal));
    }

    boolean asksAgain() {
        return asksAgain;
    }

    boolean mayLeaveInFlight() {
        return mayStayInFlight;
    }

    void check(Journal journal) throws Exception {
        for (Work<Journal> invariant : invariants) {
            invariant.with(journal);
        }
    }

    /** The application in one life. */
    record Living<A>(CrashScenario<A> scenario, A application) {
        void work() throws Exception {
            Objects.requireNonNull(scenario.work).with(application);
        }

        void letGo() throws Exception {
            if (application instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }

        Collection<? extends RecoveryHandler> handlers() {
            return scenario.handlers.apply(application);
        }
    }
}
