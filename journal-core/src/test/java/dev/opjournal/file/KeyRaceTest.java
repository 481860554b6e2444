package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of any number of attempts at once with one key one is admitted; of any number of outcomes at once one stands. */
class KeyRaceTest {
    private static final int ROUNDS = 1_000;
    private static final int RACERS = 64;
    private static final String THREADS = "dev.opjournal.file.Race$Threads#ofThisJdk";
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("node", "pve1");

    /** What became of one attempt: it was admitted, or refused. */
    private record Attempt(
            @Nullable Operation admitted, @Nullable JournalException refusal) {}

    @TempDir
    Path directory;

    private Path path;
    private Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = Journals.open(path);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Attempt begin(String key) {
        try {
            return new Attempt(journal.begin(START.idempotencyKey(key)), null);
        } catch (KeyInFlightException | AlreadyAppliedException e) {
            return new Attempt(null, e);
        }
    }

    private static Operation onlyAdmitted(List<Attempt> attempts) {
        List<Operation> admitted = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (attempt.admitted() != null) {
                admitted.add(attempt.admitted());
            }
        }
        assertThat(admitted).hasSize(1);
        return admitted.get(0);
    }

    @ParameterizedTest
    @MethodSource(THREADS)
    void ofManyThatWantOneKeyOneIsAdmittedAndTheOthersLearnOfIt(Race.Threads threads) throws Exception {
        try (Race race = new Race(threads, RACERS)) {
            race.<Attempt>run(
                    ROUNDS,
                    (round, racer) -> {
                        Attempt attempt = begin("key-" + round);
                        if (attempt.admitted() != null) {
                            attempt.admitted().succeeded(racer);
                        }
                        return attempt;
                    },
                    (round, attempts) -> {
                        JournalEntry winner = onlyAdmitted(attempts).entry();
                        assertThat(winner.state()).isEqualTo(OpState.SUCCEEDED);
                        for (Attempt attempt : attempts) {
                            if (attempt.refusal() instanceof KeyInFlightException taken) {
                                assertThat(taken.opId()).isEqualTo(winner.opId());
                            } else if (attempt.refusal() instanceof AlreadyAppliedException applied) {
                                assertThat(applied.entry()).isEqualTo(winner);
                            }
                        }
                        assertThat(begin("key-" + round).refusal()).isInstanceOf(AlreadyAppliedException.class);
                    });
        }
        assertThat(journal.status().appliedKeys()).isEqualTo(ROUNDS);
        assertThat(journal.status().counts())
                .containsEntry(OpState.SUCCEEDED, (long) ROUNDS)
                .containsEntry(OpState.STARTED, 0L);
    }

    @ParameterizedTest
    @MethodSource(THREADS)
    void whenTheAdmittedOneFailsOneOfTheNextWaveIsAdmitted(Race.Threads threads) throws Exception {
        try (Race race = new Race(threads, RACERS)) {
            race.<Attempt>run(ROUNDS, (round, racer) -> begin("key-" + round / 4), (round, attempts) -> {
                Operation winner = onlyAdmitted(attempts);
                assertThat(attempts)
                        .allSatisfy(attempt -> assertThat(attempt.admitted() == winner
                                        || attempt.refusal() instanceof KeyInFlightException taken
                                                && taken.opId().equals(winner.opId()))
                                .isTrue());
                if (round % 4 == 3) {
                    winner.succeeded();
                } else {
                    winner.failed("it did not happen");
                }
            });
        }
        assertThat(journal.status().counts())
                .containsEntry(OpState.SUCCEEDED, ROUNDS / 4L)
                .containsEntry(OpState.FAILED, ROUNDS * 3L / 4);
    }

    @ParameterizedTest
    @MethodSource(THREADS)
    void howeverQuicklyAKeyIsFreedNoTwoHaveItAtOnce(Race.Threads threads) throws Exception {
        AtomicInteger admitted = new AtomicInteger();
        try (Race race = new Race(threads, RACERS)) {
            race.<Attempt>run(
                    ROUNDS / 10,
                    (round, racer) -> {
                        Attempt attempt = begin("key");
                        if (attempt.admitted() != null) {
                            admitted.incrementAndGet();
                            attempt.admitted().failed("it did not happen");
                        }
                        return attempt;
                    },
                    (round, attempts) -> assertThat(admitted.get()).isGreaterThan(round));
        }
        assertThat(journal.status().counts())
                .containsEntry(OpState.FAILED, (long) admitted.get())
                .containsEntry(OpState.STARTED, 0L);
        journal.close();
        JournalText.read(path).assertNoKeyWasAdmittedTwice();
    }

    @ParameterizedTest
    @MethodSource(THREADS)
    void ofTwoOutcomesThroughOneHandleOneStands(Race.Threads threads) throws Exception {
        raceOutcomes(threads, (operation, state) -> {
            if (state == OpState.SUCCEEDED) {
                operation.succeeded();
            } else {
                operation.failed("it did not happen");
            }
        });
    }

    @ParameterizedTest
    @MethodSource(THREADS)
    void ofAnOutcomeThroughTheHandleAndARawOneOneStands(Race.Threads threads) throws Exception {
        raceOutcomes(threads, (operation, state) -> {
            if (state == OpState.SUCCEEDED) {
                operation.succeeded();
            } else {
                journal.append(List.of(JournalEntry.of(operation.opId(), operation.kind(), state)
                        .error("it did not happen")
                        .build()));
            }
        });
    }

    private interface Ending {
        void end(Operation operation, OpState state);
    }

    /** The racers take turns, should one of them always be the quicker. */
    private static OpState outcome(int round, int racer) {
        return (round + racer) % 2 == 0 ? OpState.SUCCEEDED : OpState.FAILED;
    }

    private void raceOutcomes(Race.Threads threads, Ending ending) throws Exception {
        List<Operation> operations = new ArrayList<>();
        List<OpState> winners = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            operations.add(journal.begin(START.idempotencyKey("key-" + round)));
        }
        try (Race race = new Race(threads, 2)) {
            race.<List<IllegalTransitionException>>run(
                    ROUNDS,
                    (round, racer) -> {
                        try {
                            ending.end(operations.get(round), outcome(round, racer));
                            return List.of();
                        } catch (IllegalTransitionException e) {
                            return List.of(e);
                        }
                    },
                    (round, refusals) -> {
                        int winner = refusals.get(0).isEmpty() ? 0 : 1;
                        assertThat(refusals.get(winner)).isEmpty();
                        assertThat(refusals.get(1 - winner)).singleElement().satisfies(refusal -> {
                            assertThat(refusal.from()).contains(outcome(round, winner));
                            assertThat(refusal.to()).isEqualTo(outcome(round, 1 - winner));
                        });
                        winners.add(outcome(round, winner));
                    });
        }
        journal.close();
        open();
        for (int round = 0; round < ROUNDS; round++) {
            OpState winner = winners.get(round);
            assertThat(journal.history(operations.get(round).opId()))
                    .extracting(JournalEntry::state)
                    .containsExactly(OpState.STARTED, winner);
            assertThat(journal.alreadyApplied("key-" + round)).isEqualTo(winner == OpState.SUCCEEDED);
        }
    }
}
