package dev.opjournal.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.RecoveryOutcome;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.spring.SettableClock;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the meters tell of a real journal. */
class JournalMetricsTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final OperationSpec ONCE = START.idempotencyKey("job-1");

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");
    private final MockClock scrapes = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, scrapes);
    private Journal journal;
    private JournalMetrics metrics;

    @BeforeEach
    void open() {
        journal = FileJournal.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withClock(clock));
        metrics = new JournalMetrics(journal, clock);
        metrics.bindTo(registry);
    }

    @AfterEach
    void close() {
        metrics.close();
        journal.close();
    }

    private Timer operations(String kind, String outcome) {
        return registry.get("journal.operations")
                .tags("kind", kind, "outcome", outcome)
                .timer();
    }

    /** Of a gauge, as a scrape sees it that comes later than the one before. */
    private double gauge(String name, String... tags) {
        scrapes.add(Duration.ofSeconds(1));
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counter(String name, String tag, String value) {
        scrapes.add(Duration.ofSeconds(1));
        return registry.get(name)
                .tag(tag, value)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    /** Waits until all that was written has been heard: the last of it is an operation of a kind of its own. */
    private void heardOfAll() {
        journal.begin(OperationSpec.of("last")).succeeded();
        await().untilAsserted(() ->
                assertThat(operations("last", "succeeded").count()).isEqualTo(1));
    }

    @Test
    void aStepIsAnOperationOfItsOwnKind() {
        Steps steps = Steps.named("vm.provision")
                .step("clone", step -> {
                    clock.set("2026-11-23T20:00:10Z");
                    assertThat(gauge("journal.operations.active", "state", "started"))
                            .isEqualTo(2);
                })
                .compensate(step -> {})
                .step("start", step -> {
                    throw new OperationFailedException("no memory");
                })
                .onCrash(CrashPolicy.RESUME);
        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> new StepRunner(journal, List.of(steps)).run(OperationSpec.of("vm.provision")));
        heardOfAll();

        assertThat(operations("vm.provision", "failed").count()).isEqualTo(1);
        assertThat(operations("vm.provision.clone", "succeeded").totalTime(TimeUnit.SECONDS))
                .isEqualTo(10);
        assertThat(operations("vm.provision.clone.undo", "succeeded").count()).isEqualTo(1);
        assertThat(operations("vm.provision.start", "failed").count()).isEqualTo(1);
        assertThat(gauge("journal.operations.active", "state", "started")).isZero();
    }

    @Test
    void anOperationIsTimedFromItsBeginToItsEnd() {
        Operation start = journal.begin(START);
        Operation failing = journal.begin(START);
        clock.set("2026-11-23T20:00:10Z");
        start.taskRunning("UPID:1");
        failing.failed("no such VM");
        clock.set("2026-11-23T20:01:30Z");
        start.succeeded();
        heardOfAll();

        Timer succeeded = operations("vm.start", "succeeded");
        assertThat(succeeded.count()).isEqualTo(1);
        assertThat(succeeded.totalTime(TimeUnit.SECONDS)).isEqualTo(90);
        assertThat(operations("vm.start", "failed").totalTime(TimeUnit.SECONDS)).isEqualTo(10);
    }

    @Test
    void anOperationWhoseEndIsBeforeItsBeginTookNoTime() {
        Operation start = journal.begin(START);
        clock.set("2026-11-23T19:00:00Z");
        start.succeeded();
        heardOfAll();

        assertThat(operations("vm.start", "succeeded").count()).isEqualTo(1);
        assertThat(operations("vm.start", "succeeded").totalTime(TimeUnit.SECONDS))
                .isZero();
    }

    @Test
    void ofTooManyKindsTheLastHaveOneName() {
        for (int i = 1; i <= Kinds.MOST + 2; i++) {
            journal.begin(OperationSpec.of("kind-" + i)).succeeded();
        }

        await().untilAsserted(() ->
                assertThat(operations("other", "succeeded").count()).isEqualTo(2));
        assertThat(registry.get("journal.operations").timers()).hasSize(Kinds.MOST + 1);
    }

    @Test
    void whatIsInFlightIsCountedByState() {
        journal.begin(START).taskRunning("UPID:1");
        journal.begin(START).taskRunning("UPID:2");
        journal.begin(START).release("no answer");
        journal.begin(START).succeeded();

        assertThat(gauge("journal.operations.active", "state", "started")).isEqualTo(1);
        assertThat(gauge("journal.operations.active", "state", "task_running")).isEqualTo(2);
        assertThat(registry.get("journal.operations.active").gauges()).hasSize(2);
    }

    @Test
    void theAgeOfTheOldestIsThatOfTheOneBegunFirst() {
        assertThat(gauge("journal.operations.oldest.age")).isZero();
        Operation oldest = journal.begin(START);
        clock.set("2026-11-23T20:01:00Z");
        journal.begin(START).taskRunning("UPID:1");
        clock.set("2026-11-23T20:01:30.5Z");
        assertThat(gauge("journal.operations.oldest.age")).isEqualTo(90.5);

        oldest.succeeded();
        assertThat(gauge("journal.operations.oldest.age")).isEqualTo(30.5);
        clock.set("2026-11-23T19:00:00Z");
        assertThat(gauge("journal.operations.oldest.age")).isZero();
    }

    @Test
    void fileAndKeysAreMeasured() {
        journal.begin(ONCE).succeeded();
        journal.begin(START.idempotencyKey("job-2")).failed("no such VM");

        assertThat(gauge("journal.keys")).isEqualTo(1);
        assertThat(gauge("journal.file.size"))
                .isEqualTo(journal.status().sizeBytes())
                .isPositive();
        assertThat(registry.get("journal.file.size").gauge().getId().getBaseUnit())
                .isEqualTo("bytes");
    }

    @Test
    void appendsAndBatchesAreMeasured() {
        journal.append(
                List.of(entry("a", OpState.STARTED), entry("b", OpState.STARTED), entry("a", OpState.SUCCEEDED)));
        heardOfAll();

        assertThat(registry.get("journal.append").timer().count()).isEqualTo(3);
        assertThat(registry.get("journal.sync").timer().count()).isEqualTo(3);
        assertThat(registry.get("journal.batch.size").summary().count()).isEqualTo(3);
        assertThat(registry.get("journal.batch.size").summary().totalAmount()).isEqualTo(5);
        assertThat(registry.get("journal.batch.size").summary().max()).isEqualTo(3);
        assertThat(registry.get("journal.append").timer().totalTime(TimeUnit.NANOSECONDS))
                .isGreaterThanOrEqualTo(registry.get("journal.sync").timer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    private static JournalEntry entry(String opId, OpState state) {
        return JournalEntry.of(opId, "vm.start", state).build();
    }

    @Test
    void attemptsWithAKeyAreCountedByWhatCameOfThem() {
        Operation start = journal.begin(ONCE);
        assertThatExceptionOfType(KeyInFlightException.class)
                .isThrownBy(() -> journal.begin(ONCE).release("never"));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(KeyConflictException.class)
                    .isThrownBy(() -> journal.begin(ONCE.target("102")).release("never"));
        }
        start.succeeded();
        for (int i = 0; i < 3; i++) {
            journal.execute(ONCE, operation -> "never");
        }
        journal.begin(START).succeeded();
        heardOfAll();

        assertThat(counter("journal.idempotency", "outcome", "admitted")).isEqualTo(1);
        assertThat(counter("journal.idempotency", "outcome", "in_flight")).isEqualTo(1);
        assertThat(counter("journal.idempotency", "outcome", "conflict")).isEqualTo(2);
        assertThat(counter("journal.idempotency", "outcome", "replayed")).isEqualTo(3);
    }

    @Test
    void whatRecoveryComesToIsCounted() {
        for (RecoveryOutcome.Type type : RecoveryOutcome.Type.values()) {
            journal.tellListeners(new RecoveryOutcome("op-1", "vm.start", "", type, null));
        }
        journal.tellListeners(new RecoveryOutcome("op-2", "vm.start", "", RecoveryOutcome.Type.GIVEN_UP, "why"));
        heardOfAll();

        for (String outcome : List.of("recovered", "failed", "still_running", "without_handler")) {
            assertThat(counter("journal.recovery", "outcome", outcome))
                    .as(outcome)
                    .isEqualTo(1);
        }
        assertThat(counter("journal.recovery", "outcome", "given_up")).isEqualTo(2);
    }

    @Test
    void aJournalThatTakesEntriesHasNotFailed() {
        assertThat(counter("journal.failures", "state", "failed")).isZero();
        assertThat(counter("journal.failures", "state", "full")).isZero();
    }

    @Test
    void eachTimeThatTheDiskIsFullIsCounted() {
        MeterRegistry own = new SimpleMeterRegistry();
        JournalMeters meters = new JournalMeters(own);

        meters.journalFull();
        meters.journalHasRoom();
        meters.journalFull();

        assertThat(own.get("journal.failures").tag("state", "full").counter().count())
                .isEqualTo(2);
    }

    @Test
    void bindingToARegistryTwiceCountsOnce() {
        metrics.bindTo(registry);

        heardOfAll();

        assertThat(registry.get("journal.batch.size").summary().totalAmount()).isEqualTo(2);
    }

    @Test
    void eachRegistryHasItsMeters() {
        MeterRegistry other = new SimpleMeterRegistry();
        metrics.bindTo(other);

        heardOfAll();

        await().untilAsserted(() ->
                assertThat(other.get("journal.operations").timer().count()).isEqualTo(1));
    }

    @Test
    void aScrapeReadsTheStatusOnce() {
        AtomicInteger reads = new AtomicInteger();
        MeterRegistry scraped = new SimpleMeterRegistry(SimpleConfig.DEFAULT, scrapes);
        new JournalMetrics(doing("status", reads::incrementAndGet), clock).bindTo(scraped);

        scraped.forEachMeter(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
        assertThat(reads).hasValue(1);
        scrapes.add(Duration.ofSeconds(15));
        scraped.forEachMeter(meter -> meter.measure().forEach(measurement -> measurement.getValue()));

        assertThat(reads).hasValue(2);
    }

    @Test
    void aScrapeListsTheOldestOfWhatIsInFlightAndNoMore() {
        List<JournalStatus> read = new CopyOnWriteArrayList<>();
        MeterRegistry scraped = new SimpleMeterRegistry(SimpleConfig.DEFAULT, scrapes);
        new JournalMetrics(doing("status", () -> {}, status -> read.add((JournalStatus) status)), clock)
                .bindTo(scraped);
        Operation oldest = journal.begin(START);
        journal.begin(START).taskRunning("UPID:2");
        journal.begin(START).taskRunning("UPID:3");

        assertThat(scraped.get("journal.operations.active")
                        .tag("state", "task_running")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(read)
                .singleElement()
                .satisfies(status -> assertThat(status.inFlight())
                        .extracting(operation -> operation.newest().opId())
                        .containsExactly(oldest.opId()));
    }

    @Test
    void aJournalThatCallsNoListenersHasItsGauges() {
        MeterRegistry own = new SimpleMeterRegistry();
        journal.begin(ONCE).succeeded();

        new JournalMetrics(doing("addListener", JournalMetricsTest::refuse), clock).bindTo(own);

        assertThat(own.get("journal.keys").gauge().value()).isEqualTo(1);
        assertThat(own.get("journal.append").timer().count()).isZero();
    }

    @Test
    void aJournalThatTellsNothingHarmsNoScrape() {
        MeterRegistry own = new SimpleMeterRegistry();

        new JournalMetrics(doing("status", JournalMetricsTest::refuse), clock).bindTo(own);

        assertThat(own.get("journal.keys").gauge().value()).isNaN();
        assertThat(own.get("journal.operations.oldest.age").timeGauge().value()).isNaN();
    }

    private static void refuse() {
        throw new UnsupportedOperationException("no");
    }

    /** The real journal, that does something before it does what the named method says. */
    private Journal doing(String named, Runnable first) {
        return doing(named, first, answer -> {});
    }

    private Journal doing(String named, Runnable first, Consumer<Object> then) {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals(named)) {
                        return method.invoke(journal, arguments);
                    }
                    first.run();
                    Object answer = method.invoke(journal, arguments);
                    then.accept(answer);
                    return answer;
                });
    }

    @Test
    void aClosedJournalStillHasItsGauges() {
        journal.begin(ONCE).succeeded();
        journal.close();

        assertThat(gauge("journal.keys")).isEqualTo(1);
    }

    @Test
    void closingTakesAllMetersAway() {
        journal.begin(START).succeeded();
        heardOfAll();
        assertThat(registry.getMeters()).isNotEmpty();

        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void nothingIsRegisteredBehindTheClose() {
        for (int i = 0; i < 50; i++) {
            journal.begin(OperationSpec.of("kind-" + i)).succeeded();
        }
        metrics.close();

        // It hears the rest in its thread, which then ends.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("opjournal-listener-JournalMeters"));
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aRegistryKeepsNoClosedJournalAlive() {
        MeterRegistry longLived = new SimpleMeterRegistry();
        WeakReference<Journal> gone = boundAndClosed(longLived);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(gone.get()).isNull();
        });
        assertThat(longLived.getMeters()).isEmpty();
    }

    private WeakReference<Journal> boundAndClosed(MeterRegistry longLived) {
        Journal other = FileJournal.open(directory.resolve("other.journal"));
        JournalMetrics ofOther = new JournalMetrics(other, clock);
        ofOther.bindTo(longLived);
        ofOther.close();
        other.close();
        return new WeakReference<>(other);
    }
}
