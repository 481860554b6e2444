package dev.opjournal.test.crash;

import static dev.opjournal.recovery.RecoveryDecision.resume;
import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationQuery;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CrashTestTest {
    private static final OperationSpec SPEC = OperationSpec.of("vm.start").target("101");

    /** Longer than a busy machine holds up a thread that is not meant to hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** An application that is nothing but its journal. */
    private static CrashScenario<Journal> onJournal(CrashScenario.Work<Journal> work) {
        return CrashScenario.<Journal>of(journal -> journal).run(work).invariant(journal -> {});
    }

    private static void start(Journal journal) {
        Operation start = journal.begin(SPEC);
        start.taskRunning("UPID");
        start.succeeded();
    }

    private static List<RecoveryHandler> succeeding() {
        return List.of(RecoveryHandler.forKind("vm.start", operation -> succeeded()));
    }

    private static String failureOf(CrashTest test) {
        try {
            test.check();
        } catch (AssertionError e) {
            return e.getMessage();
        }
        throw new IllegalStateException("The test passes");
    }

    @Test
    void eachWriteIsLostTornAndKeptAndSoIsEachOfRecovery() {
        CrashReport report = CrashTest.of(() -> onJournal(CrashTestTest::start)
                        .recoverWith(journal -> succeeding())
                        .invariant(journal -> {
                            List<JournalEntry> history = journal.history("#1");
                            seen.add(history.stream().map(JournalEntry::state).toList() + "");
                        }))
                .check();

        assertThat(report.writes()).isEqualTo(3);
        assertThat(report.schedules()).isEqualTo(seen.size()).isGreaterThanOrEqualTo(1 + 3 * 2 + 3 * 2);
        // Never begun; cut off before the task was recorded and behind it; whole.
        assertThat(seen).containsOnly("[]", "[STARTED, SUCCEEDED]", "[STARTED, TASK_RUNNING, SUCCEEDED]");
    }

    @Test
    void ofAnAppendOfSeveralEachPrefixMayBeLeft() {
        CrashTest test = CrashTest.of(() -> onJournal(journal -> journal.append(List.of(
                        JournalEntry.of("a", "vm.start", OpState.STARTED).build(),
                        JournalEntry.of("b", "vm.start", OpState.STARTED).build(),
                        JournalEntry.of("c", "vm.start", OpState.STARTED).build())))
                .mayStayInFlight()
                .invariant(journal -> seen.add(
                        journal.inFlight().stream().map(JournalEntry::opId).toList() + "")));

        CrashReport unused = test.crashes(1).check();

        assertThat(seen.get(0)).isEqualTo("[a, b, c]");
        assertThat(seen).contains("[]", "[a]", "[a, b]").doesNotContain("[b]", "[b, c]", "[a, c]");
    }

    @Test
    void oneScheduleIsRunAlone() {
        CrashTest test = CrashTest.of(() -> onJournal(CrashTestTest::start)
                .recoverWith(journal -> succeeding())
                .invariant(journal -> {
                    seen.add(journal.latest("#1").map(JournalEntry::recordNumber) + "");
                    assertThat(journal.latest("#1").flatMap(JournalEntry::task)).isPresent();
                }));

        assertThat(test.replay("w2-kept, w1-lost").schedules()).isEqualTo(1);
        assertThat(seen).hasSize(1);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> test.replay("w2-lost"))
                .withMessageContaining("CRASH: w2 is lost")
                .withMessageEndingWith(".replay(\"w2-lost\")");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> test.replay("w4-lost"))
                .withMessageContaining("does not come to the crash w4-lost");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.replay("w2-gone"))
                .withMessageContaining("w2-lost");
    }

    @Test
    void anApplicationThatDecidesByChanceIsTold() {
        AtomicInteger runs = new AtomicInteger();
        CrashTest test = CrashTest.of(() -> onJournal(journal -> {
                    start(journal);
                    if (runs.incrementAndGet() == 3) {
                        journal.begin(OperationSpec.of("vm.stop")).succeeded();
                    }
                    start(journal);
                })
                .recoverWith(journal -> succeeding()));

        assertThat(failureOf(test))
                .contains("does not do the same in each run")
                .contains("came write of vm.stop started where an earlier run had write of vm.start started");
    }

    @Test
    void aFailureThatDoesNotComeAgainIsTold() {
        AtomicInteger checks = new AtomicInteger();
        CrashTest test = CrashTest.of(() -> onJournal(CrashTestTest::start)
                .recoverWith(journal -> succeeding())
                .invariant(journal -> assertThat(checks.incrementAndGet()).isNotEqualTo(4)));

        assertThat(failureOf(test)).contains("Run once more, the same schedule went well");
    }

    @Test
    void aHandlerThatNeverComesToAnEndIsTold() {
        CrashTest test = CrashTest.of(() -> onJournal(CrashTestTest::start)
                .recoverWith(journal -> List.of(RecoveryHandler.forKind("vm.start", operation -> stillRunning()))));

        assertThat(failureOf(test))
                .startsWith(
                        "There stays in flight vm.start #1 (its handler was asked 100 times and answered still running).")
                .endsWith(".replay(\"w1-kept\")");
    }

    @Test
    void aHandlerThatGivesUpIsTold() {
        CrashTest test = CrashTest.of(() -> onJournal(CrashTestTest::start)
                .recoverWith(journal ->
                        List.of(RecoveryHandler.forKind("vm.start", operation -> unknown("the line is dead")))));

        assertThat(failureOf(test))
                .contains("asked 3 times and answered unknown: the line is dead, and recovery gave it up");
    }

    @Test
    void aKindWithoutAHandlerIsTold() {
        assertThat(failureOf(CrashTest.of(() -> onJournal(CrashTestTest::start))))
                .contains("its kind has no recovery handler");
        assertThat(CrashTest.of(() -> onJournal(CrashTestTest::start).mayStayInFlight())
                        .check()
                        .schedules())
                .isGreaterThan(6);
    }

    @Test
    void anOperationThatNobodyEndsIsTold() {
        CrashTest test = CrashTest.of(() -> onJournal(journal -> {
                            Operation unused = journal.begin(SPEC);
                        })
                        .recoverWith(journal -> succeeding()))
                .patience(PATIENCE);

        assertThat(failureOf(test))
                .contains("nobody has ended or released it, and recovery was not asked")
                .contains("Nothing has crashed");
    }

    @Test
    void aHandlerThatHangsIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        CrashTest test = CrashTest.of(() -> onJournal(CrashTestTest::start)
                        .recoverWith(journal -> List.of(RecoveryHandler.forKind("vm.start", operation -> {
                            never.await();
                            return succeeded();
                        }))))
                .patience(PATIENCE);

        assertThat(failureOf(test)).contains("its handler was asked once and has not answered");
    }

    @Test
    void anApplicationThatHangsIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        CrashTest test = CrashTest.of(() -> onJournal(journal -> never.await())).patience(PATIENCE);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(test::check)
                .withMessageContaining("The application hangs")
                .satisfies(failure -> assertThat(failure.getCause().getStackTrace())
                        .anySatisfy(
                                frame -> assertThat(frame.getClassName()).isEqualTo(CountDownLatch.class.getName())));
    }

    @Test
    void anApplicationThatThrowsIsTold() {
        CrashTest test = CrashTest.of(() -> onJournal(journal -> {
            start(journal);
            throw new IllegalStateException("sold out");
        }));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(test::check)
                .withMessageContaining("The application fails, although nothing has crashed")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    /** Whoever catches even errors finds a journal that is as dead as he is, and effects that he cannot have. */
    @Test
    void noCodeOutlivesTheCrash() {
        CrashReport report = CrashTest.of(points -> {
                    List<String> effects = new ArrayList<>();
                    return onJournal(journal -> {
                                try {
                                    start(journal);
                                } catch (Throwable survived) {
                                    effects.add(survived.getClass().getSimpleName());
                                    assertDead(() -> journal.inFlight());
                                    assertDead(() -> start(journal));
                                    assertDead(() -> points.effect("after death", () -> effects.add("effect")));
                                }
                            })
                            .recoverWith(journal -> succeeding())
                            .invariant(journal -> {
                                seen.addAll(effects);
                                assertThat(journal.status().counts().get(OpState.STARTED))
                                        .isZero();
                                assertThat(journal.find(OperationQuery.newest(10))
                                                .entries())
                                        .hasSizeLessThan(2);
                            });
                })
                .check();

        assertThat(report.schedules()).isGreaterThan(10);
        assertThat(seen).containsOnly("SimulatedCrash");
    }

    private static void assertDead(Runnable call) {
        try {
            call.run();
        } catch (SimulatedCrash expected) {
            return;
        }
        throw new IllegalStateException("It lives");
    }

    @Test
    void theWorkMayBeDoneByOtherThreadsInAnOrder() {
        CrashReport report = CrashTest.of(() -> onJournal(journal -> {
                            ExecutorService threads = Executors.newCachedThreadPool();
                            try {
                                for (int i = 0; i < 2; i++) {
                                    Future<?> done = threads.submit(() -> start(journal));
                                    done.get();
                                }
                            } catch (ExecutionException e) {
                                // What a pool makes of an error: the application thinks that it may go on.
                                start(journal);
                            } finally {
                                threads.shutdownNow();
                            }
                        })
                        .recoverWith(journal -> succeeding())
                        .invariant(
                                journal -> assertThat(journal.status().counts().get(OpState.SUCCEEDED))
                                        .isLessThanOrEqualTo(2)))
                .check();

        assertThat(report.writes()).isEqualTo(6);
    }

    @Test
    void theWorkMayBeDoneOnVirtualThreads() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 21, "Virtual threads need JDK 21.");
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        CrashReport report = CrashTest.of(() -> onJournal(journal -> {
                            threads.submit(() -> start(journal)).get();
                            threads.submit(() -> start(journal)).get();
                        })
                        .recoverWith(journal -> succeeding())
                        .invariant(journal -> assertThat(journal.inFlight()).isEmpty()))
                .check();

        assertThat(report.writes()).isEqualTo(6);
        threads.shutdown();
    }

    /** Nobody tells it that those it waits for are dead. */
    @Test
    void whoWaitsForTheDeadIsBuried() throws InterruptedException {
        Queue<Thread> workers = new ConcurrentLinkedQueue<>();
        CrashReport report = CrashTest.of(() -> onJournal(journal -> {
                            CountDownLatch done = new CountDownLatch(1);
                            Thread worker = new Thread(() -> {
                                try {
                                    start(journal);
                                    done.countDown();
                                } catch (SimulatedCrash crash) {
                                    seen.add("dead");
                                }
                            });
                            workers.add(worker);
                            worker.start();
                            done.await();
                        })
                        .recoverWith(journal -> succeeding()))
                .crashes(1)
                .check();

        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(seen).hasSize(report.schedules() - 1);
    }

    @Test
    void whatIsToFollowOnAStageDoesNotFollowInADeadProcess() {
        List<String> followed = new ArrayList<>();
        CrashTest test = CrashTest.of(() -> {
            followed.clear();
            return onJournal(journal -> {
                        CompletableFuture<String> work = new CompletableFuture<>();
                        CompletableFuture<String> answer = journal.executeAsync(SPEC, String.class, operation -> work);
                        CompletableFuture<Void> unused = answer.thenAccept(followed::add);
                        work.complete("done");
                    })
                    .recoverWith(journal ->
                            List.of(RecoveryHandler.forKind("vm.start", operation -> resume(Operation::succeeded))))
                    .invariant(journal -> seen.add(journal.history("#1").size() + " " + followed));
        });

        CrashReport unused = test.crashes(1).check();

        assertThat(seen).contains("2 [done]", "2 []", "0 []").doesNotContain("0 [done]");
        assertThat(seen).filteredOn("2 [done]"::equals).hasSize(1);
    }

    /** Who asks it again has effects that no crash test may crash behind. */
    @Test
    void anEffectOfTheInvariantIsNoCrashPoint() {
        CrashTest test = CrashTest.of(points -> onJournal(CrashTestTest::start)
                .recoverWith(journal -> succeeding())
                .invariant(journal -> points.effect("asks again", () -> seen.add("asked"))));

        CrashReport report = test.check();

        assertThat(report.effects()).isZero();
        assertThat(seen).hasSize(report.schedules());
    }

    /** Its journal is closed behind it, so that an application that looks at what it did can. */
    @Test
    void theApplicationOfEachLifeIsClosed() {
        AtomicInteger built = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        CrashTest test = CrashTest.of(() -> CrashScenario.of(journal -> {
                    built.incrementAndGet();
                    return new Closeable(journal, () -> {
                        closed.incrementAndGet();
                        seen.add(journal.inFlight().size() + "");
                    });
                })
                .run(application -> start(application.journal()))
                .recoverWith(application -> succeeding())
                .invariant(journal -> assertThat(closed.get()).isEqualTo(built.get() - 1)));

        CrashReport report = test.check();

        assertThat(closed.get()).isEqualTo(built.get()).isGreaterThan(report.schedules());
        assertThat(seen).hasSize(report.schedules()).containsOnly("0"); // a dead one finds a dead journal
    }

    private record Closeable(Journal journal, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    @Test
    void anApplicationThatHangsWhenItIsClosedIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        List<Journal> journals = new ArrayList<>();
        CrashTest test = CrashTest.of(() -> CrashScenario.<AutoCloseable>of(journal -> {
                            journals.add(journal);
                            return never::await;
                        })
                        .run(application -> start(journals.get(0)))
                        .invariant(journal -> {}))
                .patience(Duration.ofMillis(200));

        assertThat(failureOf(test))
                .contains("The application hangs")
                .contains("Nothing has crashed")
                .contains("vm.start #1 started, task_running, succeeded");
    }

    /** What it writes then comes too late for the report. */
    @Test
    void whatAnApplicationDoesWhenItIsClosedCountsForNothing() {
        CrashTest test = CrashTest.of(() -> CrashScenario.of(journal -> new Closeable(journal, () -> {
                    Operation unused = journal.begin(OperationSpec.of("vm.bye"));
                    throw new IllegalStateException("not now");
                }))
                .run(application -> start(application.journal()))
                .recoverWith(application -> succeeding())
                .invariant(journal -> assertThat(seen).isEmpty()));

        assertThat(test.check().writes()).isEqualTo(3);
        seen.add("broken");
        assertThat(failureOf(test)).contains("vm.start #1 started").doesNotContain("vm.bye");
    }

    @Test
    void aJournalAndAnOperationAreEqualToThemselvesAlone() {
        CrashReport unused = CrashTest.of(() -> onJournal(journal -> {
                            Operation first = journal.begin(SPEC);
                            first.succeeded();
                            Operation second = journal.begin(SPEC);
                            second.succeeded();
                            assertThat(journal.equals(journal)).isTrue();
                            assertThat(first.equals(first)).isTrue();
                            assertThat(first.equals(second)).isFalse();
                            assertThat(new HashSet<>(List.of(journal, first, second)))
                                    .contains(journal, first, second);
                        })
                        .recoverWith(journal -> succeeding()))
                .crashes(1)
                .check();
    }

    /** A pause is long beside what handlers do, so that it decides no order. */
    @Test
    void whoIsAskedAgainComesBehindThoseThatStandInLine() {
        Duration pause = Duration.ofMillis(20);
        List<Long> asked = new ArrayList<>();
        CrashTest test = CrashTest.of(() -> onJournal(journal -> {
                    for (String target : List.of("1", "2", "2")) {
                        Operation unused =
                                journal.begin(OperationSpec.of("vm.start").target(target));
                    }
                    journal.begin(OperationSpec.of("vm.stop")).succeeded();
                })
                .recoverWith(journal -> List.of(RecoveryHandler.forKind("vm.start", operation -> {
                    seen.add(operation.opId());
                    asked.add(System.nanoTime());
                    LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
                    return seen.size() == 1 ? stillRunning() : succeeded();
                }))));

        do {
            seen.clear();
            asked.clear();
            CrashReport unused = test.replay("w4-lost");
            // Again on a machine that is so busy that these handlers take longer than the pause.
        } while (asked.get(seen.indexOf("#3")) - asked.get(0) >= pause.toNanos());

        assertThat(seen).containsExactly("#1", "#2", "#3", "#1");
    }

    @Test
    void aJournalThatIsNotUsedIsTold() {
        assertThat(failureOf(CrashTest.of(() -> onJournal(journal -> {})))).contains("writes nothing to its journal");
    }

    @Test
    void aScenarioIsWhole() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CrashTest.of(
                                () -> CrashScenario.of(journal -> journal).invariant(journal -> {}))
                        .check())
                .withMessageContaining("run(");
        assertThatIllegalStateException()
                .isThrownBy(() -> CrashTest.of(() ->
                                CrashScenario.<Journal>of(journal -> journal).run(CrashTestTest::start))
                        .check())
                .withMessageContaining("invariant(");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CrashTest.of(() -> onJournal(CrashTestTest::start)).crashes(-1));
    }
}
