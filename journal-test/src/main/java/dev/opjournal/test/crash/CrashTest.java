package dev.opjournal.test.crash;

import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows what becomes of an application wherever its process dies. It runs a {@link CrashScenario} once and learns its durable
 * writes; then it runs it again with a crash at each of them, reopens the journal on what the disk still has, lets recovery settle
 * what was cut off, and checks the invariant; then the same with a second crash at each write of that recovery.
 *
 * <pre>{@code
 * CrashTest.of(() -> {
 *             Bank bank = new Bank(); // the outside, which outlives each crash
 *             return CrashScenario.of(journal -> new Shop(journal, bank))
 *                     .run(shop -> shop.order("o-1"))
 *                     .recoverWith(Shop::recoveryHandlers)
 *                     .invariant(journal -> assertThat(bank.chargesOf("o-1")).hasSize(1));
 *         })
 *         .check();
 * }</pre>
 *
 * <p>At each write the crash is tried with nothing of it left, with a part (where it lies in several sectors), with each prefix of
 * its entries, and with all of it, though nobody was told. Between two writes nothing is lost but memory, so that a crash after an
 * effect is the crash before the next write; effects that {@link CrashPoints} mark are crash points too.
 *
 * <p>The journal is a real one, on a {@link dev.opjournal.test.StrictDisk}. Within one schedule all goes in one order: the work of
 * the first life, then recovery with one handler at a time. The application may use threads as long as its writes and marked
 * effects come in the same order in each run, and must decide nothing by chance; where a run strays from an earlier one, the test
 * fails and says where. Operations without an id get {@code #1}, {@code #2}, …, and the clock is a counted one.
 *
 * <p>The journal and recovery log what they do: in tests the logger {@code dev.opjournal} is best turned off. Immutable.
 */
public final class CrashTest {
    private final Function<CrashPoints, ? extends CrashScenario<?>> world;
    private final Settings settings;

    private CrashTest(Function<CrashPoints, ? extends CrashScenario<?>> world, Settings settings) {
        this.world = world;
        this.settings = settings;
    }

    /**
     * A test.
     *
     * @param world makes a fresh outside world and the scenario on it, for each schedule
     */
    public static CrashTest of(Supplier<? extends CrashScenario<?>> world) {
        Objects.requireNonNull(world, "world");
        return new CrashTest(points -> world.get(), Settings.DEFAULTS);
    }

    /** A test whose outside world marks its effects. */
    public static CrashTest of(Function<CrashPoints, ? extends CrashScenario<?>> world) {
        return new CrashTest(Objects.requireNonNull(world, "world"), Settings.DEFAULTS);
    }

    /** The most crashes of one schedule: 2 unless set. Each more multiplies the schedules. */
    public CrashTest crashes(int most) {
        return new CrashTest(world, settings.withCrashes(most));
    }

    /** How the journal works, for example what it redacts. */
    public CrashTest options(FileJournalOptions options) {
        return new CrashTest(world, settings.withOptions(options));
    }

    /**
     * How persistent recovery is: three attempts, pauses of 20 milliseconds and one handler at a time unless set. Let pauses be far
     * longer than what handlers take: else the time decides who is asked first, one again or the next in line.
     */
    public CrashTest recovery(RecoveryOptions options) {
        return new CrashTest(world, settings.withRecovery(options));
    }

    /** How long nothing may happen before the application is taken to hang: ten seconds unless set. */
    public CrashTest patience(Duration patience) {
        return new CrashTest(world, settings.withPatience(patience));
    }

    /**
     * Runs all schedules, those with fewer crashes first and of those the earlier, until one fails.
     *
     * @throws AssertionError if a schedule breaks the invariant, leaves operations in flight, hangs, or makes the application
     *     throw: the message is the report of the shortest, and ends in how to run that alone
     */
    public CrashReport check() {
        return new Exploration(new Player(world, settings), settings.crashes()).run();
    }

    /**
     * Runs one schedule, as a report prints it.
     *
     * @throws AssertionError as {@link #check} does, also if the application does not come to one of the crashes
     * @throws IllegalArgumentException if it is no schedule
     */
    public CrashReport replay(String schedule) {
        return new Exploration(new Player(world, settings), settings.crashes()).replay(Schedule.parse(schedule));
    }
}
