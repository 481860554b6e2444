package dev.opjournal.reliability;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.Set;
import java.util.function.Predicate;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * However threads run beside each other, a journal answers as if one call had come after the other, in an order that agrees with
 * the order of the calls and of the record numbers.
 *
 * <p>Promise 1: no reader sees an entry that is not on the device: each answer that names one is compared with what a crash at
 * that moment would leave. Promise 3: of several that begin with one key, one is admitted.
 *
 * <p>What runs is {@code FileJournal} as it is, on the strict disk. Lincheck may switch threads wherever memory is shared, at
 * locks and where threads park. A call of the disk is one step, and so is what only makes texts and bytes or looks into a
 * table that a lock guards.
 */
class LinearizabilityIT {
    private static final String FILE_ROOM = "dev.opjournal.file.";

    /** Work on what no other thread has, or on tables under the lock of the index. */
    private static final Set<String> ONE_STEP = Set.of(
            "Bytes",
            "EntryChecks",
            "FingerprintTable",
            "Fingerprints",
            "JsonBytes",
            "LineDecoder",
            "LineEncoder",
            "LineFormat",
            "LineTable",
            "Redaction",
            "Results",
            "SipHash",
            "Spaces",
            "TextReader",
            "TimeText");

    /** So that a machine which is busy is not taken for a schedule that hangs. */
    private static final long PATIENCE_MILLIS = 600_000;

    @BeforeAll
    static void logNothing() {
        // Whatever a test can reach is instrumented: a logging library is large, and says nothing here.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }

    @Test
    void inSchedulesThatAreExploredOneByOneThreadsAreAnsweredAsOneWouldBe() {
        int scenarios = Scale.of(1, 20);
        int schedules = Scale.of(60, 500);
        new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(schedules)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(1)
                .addCustomScenario(Races.ONE_KEY)
                .addCustomScenario(Races.READING)
                .addCustomScenario(Races.END_AND_CLAIM)
                .addCustomScenario(Races.ONE_OPERATION)
                .sequentialSpecification(SequentialJournal.class)
                .minimizeFailedScenario(false)
                .invocationTimeout$lincheck(PATIENCE_MILLIS)
                .logLevel(LoggingLevel.ERROR)
                .addGuarantee(classes(name -> name.startsWith("dev.opjournal.test."))
                        .allMethods()
                        .treatAsAtomic())
                .addGuarantee(classes(LinearizabilityIT::isOneStep).allMethods().treatAsAtomic())
                .addGuarantee(classes(name -> name.startsWith("org.slf4j."))
                        .allMethods()
                        .ignore())
                // Has threads of its own, and ends before any other thread comes.
                .addGuarantee(forClasses(FILE_ROOM + "Opening").methods("open").ignore())
                // Waits by the clock, which stands still here, for nothing but speed.
                .addGuarantee(
                        forClasses(FILE_ROOM + "GroupCommit").methods("gather").ignore())
                .check(SharedJournal.class);
        report("explored", 4 + scenarios, schedules);
    }

    private static ManagedStrategyGuarantee.MethodBuilder classes(Predicate<String> which) {
        return forClasses(which::test);
    }

    private static boolean isOneStep(String name) {
        return name.startsWith(FILE_ROOM)
                && ONE_STEP.contains(name.substring(FILE_ROOM.length()).replaceFirst("\\$.*", ""));
    }

    @Test
    void underStressThreadsAreAnsweredAsOneWouldBe() {
        int scenarios = Scale.of(10, 100);
        int runs = Scale.of(200, 2000);
        new StressOptions()
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .threads(3)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(SequentialJournal.class)
                .minimizeFailedScenario(false)
                .invocationTimeout$lincheck(PATIENCE_MILLIS)
                .check(SharedJournal.class);
        report("stress", scenarios, runs);
    }

    private static void report(String part, int scenarios, int runs) {
        Figures.of(LinearizabilityIT.class, part)
                .with("scenarios", scenarios)
                .with("runs of each, at most", runs)
                .with("violations", 0)
                .report();
    }
}
