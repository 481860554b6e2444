package dev.opjournal.spring.autoconfigure;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.ResultUnavailableException;
import dev.opjournal.spring.metrics.DefaultJournalObservationConvention;
import dev.opjournal.spring.metrics.JournalObservationContext;
import dev.opjournal.spring.metrics.JournalObservationConvention;
import dev.opjournal.spring.metrics.JournalObservations;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What an observation of {@code execute} tells, by a real journal bean. */
class JournalObservationAutoConfigurationTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").opId("op-1");
    private static final OperationSpec ONCE = START.idempotencyKey("job-1");
    private static final OperationBody<String, RuntimeException> NEVER = operation -> {
        throw new AssertionError("ran");
    };

    @TempDir
    Path directory;

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final List<Observation.Context> observed = new CopyOnWriteArrayList<>();
    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithARegistry() {
        registry.observationConfig().observationHandler(new Remembering());
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalExecutionAutoConfiguration.class,
                        JournalObservationAutoConfiguration.class))
                .withBean(TestObservationRegistry.class, () -> registry)
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    private final class Remembering implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            observed.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private void withJournal(Consumer<Journal> work) {
        runner.run(context -> work.accept(context.getBean(Journal.class)));
    }

    /** The last observation, of how many there are. */
    private Observation.Context observation(int of) {
        assertThat(registry).hasNumberOfObservationsWithNameEqualTo("journal.execute", of);
        return observed.get(of - 1);
    }

    private void came(int of, String kind, String outcome) {
        assertThat(observation(of).getLowCardinalityKeyValues())
                .containsExactlyInAnyOrder(KeyValue.of("kind", kind), KeyValue.of("outcome", outcome));
    }

    @Test
    void anExecutionIsObservedWithItsOperation() {
        withJournal(journal -> {
            journal.execute(START, operation -> "done");

            assertThat(registry)
                    .hasObservationWithNameEqualTo("journal.execute")
                    .that()
                    .hasContextualNameEqualTo("journal vm.start")
                    .hasHighCardinalityKeyValue("journal.opId", "op-1")
                    .hasBeenStarted()
                    .hasBeenStopped()
                    .doesNotHaveError();
            came(1, "vm.start", "succeeded");
        });
    }

    @Test
    void theFormWithATypeIsObservedToo() {
        withJournal(journal -> {
            assertThat(journal.<Integer, RuntimeException>execute(START, Integer.class, operation -> 7))
                    .isEqualTo(7);
            came(1, "vm.start", "succeeded");
        });
    }

    @Test
    void aStageIsObservedUntilItsOutcomeIsRecorded() {
        withJournal(journal -> {
            CompletableFuture<String> work = new CompletableFuture<>();
            CompletableFuture<String> outcome = journal.executeAsync(START, String.class, operation -> {
                assertThat(registry.getCurrentObservation().getContext()).isSameAs(observation(1));
                return work;
            });
            assertThat(registry)
                    .doesNotHaveAnyRemainingCurrentObservation()
                    .hasObservationWithNameEqualTo("journal.execute")
                    .that()
                    .isNotStopped();

            work.complete("done");

            assertThat(outcome).isCompletedWithValue("done");
            assertThat(registry)
                    .hasObservationWithNameEqualTo("journal.execute")
                    .that()
                    .hasBeenStopped()
                    .doesNotHaveError();
            came(1, "vm.start", "succeeded");
        });
    }

    @Test
    void aStageThatFailsIsObservedWithItsError() {
        withJournal(journal -> {
            IllegalStateException noAnswer = new IllegalStateException("no answer");

            CompletableFuture<String> outcome =
                    journal.executeAsync(ONCE, String.class, operation -> CompletableFuture.failedFuture(noAnswer));

            assertThatThrownBy(outcome::get).hasCause(noAnswer);
            came(1, "vm.start", "released");
            assertThat(observation(1).getError()).isSameAs(noAnswer);
        });
    }

    @Test
    void theErrorOfAStageIsWhatWentWrongAndNotWhatStagesWrapItIn() {
        withJournal(journal -> {
            IllegalStateException noAnswer = new IllegalStateException("no answer");

            CompletableFuture<String> outcome = journal.executeAsync(
                    ONCE,
                    String.class,
                    operation -> CompletableFuture.supplyAsync(() -> {
                        throw noAnswer;
                    }));

            assertThatThrownBy(outcome::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCause(noAnswer);
            came(1, "vm.start", "released");
            assertThat(observation(1).getError()).isSameAs(noAnswer);
        });
    }

    @Test
    void aStageCompletesAsRecordedAlsoIfItsObservationCannotBeEnded() {
        registry.observationConfig().observationHandler(new RefusingToStop());
        withJournal(journal -> {
            assertThat(journal.<String, RuntimeException>executeAsync(
                            START, String.class, operation -> CompletableFuture.completedFuture("done")))
                    .isCompletedWithValue("done");

            IllegalStateException noAnswer = new IllegalStateException("no answer");
            CompletableFuture<String> failed = journal.executeAsync(
                    ONCE.opId("op-2"), String.class, operation -> CompletableFuture.failedFuture(noAnswer));
            assertThat(failed)
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .withCause(noAnswer);
        });
    }

    private static final class RefusingToStop implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("wrong on purpose");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void whatTheBodyDoesIsPartOfTheObservation() {
        withJournal(journal -> {
            Observation current = journal.execute(START, operation -> registry.getCurrentObservation());

            assertThat(current.getContext()).isSameAs(observation(1));
            assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
        });
    }

    @Test
    void theOutcomeIsTheOneThatWasRecorded() {
        withJournal(journal -> {
            IllegalStateException noAnswer = new IllegalStateException("no answer");

            assertThatThrownBy(() -> journal.execute(ONCE, throwing(noAnswer))).isSameAs(noAnswer);
            came(1, "vm.start", "released");
            assertThat(observation(1).getError()).isSameAs(noAnswer);

            assertThatThrownBy(() -> journal.execute(START.opId("op-2"), throwing(noAnswer)))
                    .isSameAs(noAnswer);
            came(2, "vm.start", "failed");

            assertThatThrownBy(() -> journal.execute(
                            START.opId("op-3").idempotencyKey("job-3"),
                            throwing(new OperationFailedException("no such VM"))))
                    .isInstanceOf(OperationFailedException.class);
            came(3, "vm.start", "failed");

            journal.execute(START.opId("op-4"), operation -> {
                operation.failed("the body says so");
                return null;
            });
            came(4, "vm.start", "failed");
            assertThat(observation(4).getError()).isNull();
        });
    }

    @Test
    void anOutcomeThatCannotBeRecordedIsUnknown() {
        withJournal(journal -> {
            assertThatThrownBy(() -> journal.execute(START, operation -> {
                        journal.close();
                        return null;
                    }))
                    .isInstanceOf(JournalClosedException.class);
            came(1, "vm.start", "unknown");

            assertThatThrownBy(() -> journal.execute(START, NEVER)).isInstanceOf(JournalClosedException.class);
            came(2, "vm.start", "refused");
            assertThat(observation(2).getHighCardinalityKeyValues()).isEmpty();
        });
    }

    private static OperationBody<String, RuntimeException> throwing(RuntimeException failure) {
        return operation -> {
            throw failure;
        };
    }

    @Test
    void attemptsWithAKeyTellWhatCameOfThem() {
        withJournal(journal -> {
            Operation first = journal.begin(ONCE);
            OperationSpec second = ONCE.opId("op-2");
            assertThatThrownBy(() -> journal.execute(second, NEVER)).isInstanceOf(KeyInFlightException.class);
            came(1, "vm.start", "in_flight");

            first.succeeded(new Task("UPID:1"));
            assertThatThrownBy(() -> journal.execute(second.target("102"), NEVER))
                    .isInstanceOf(KeyConflictException.class);
            came(2, "vm.start", "conflict");

            assertThat(journal.<Task, RuntimeException>execute(second, Task.class, operation -> new Task("never")))
                    .isEqualTo(new Task("UPID:1"));
            came(3, "vm.start", "replayed");
            assertThat(observation(3).getHighCardinalityKeyValues()).isEmpty();

            assertThatThrownBy(() -> journal.execute(second, NEVER)).isInstanceOf(ResultUnavailableException.class);
            came(4, "vm.start", "replayed");
        });
    }

    record Task(String upid) {}

    @Test
    void aBodyMayBeRefusedAnotherOperation() {
        withJournal(journal -> {
            assertThat(journal.begin(ONCE).entry().state()).isEqualTo(OpState.STARTED);
            assertThatThrownBy(() -> journal.execute(OperationSpec.of("vm.restart"), operation -> {
                        journal.begin(ONCE.opId("op-2")).succeeded();
                        return null;
                    }))
                    .isInstanceOf(KeyInFlightException.class);
            came(1, "vm.restart", "failed");
        });
    }

    @Test
    void theOutcomeIsOpenWhileTheExecutionGoesOn() {
        withJournal(journal -> journal.execute(START, operation -> {
            came(1, "vm.start", "none");
            return null;
        }));
    }

    @Test
    void whatRunsWithoutABodyIsNotObserved() {
        withJournal(journal -> {
            journal.begin(START).release("no answer");
            journal.takeOver("op-1", Operation::succeeded);

            assertThat(registry).doesNotHaveAnyObservation();
        });
    }

    @Test
    void theApplicationsConventionTakesThePlaceOfOurs() {
        runner.withBean(JournalObservationConvention.class, Renaming::new).run(context -> {
            context.getBean(Journal.class).execute(START.target("101"), operation -> "done");

            assertThat(registry)
                    .hasObservationWithNameEqualTo("vm.operation")
                    .that()
                    .hasLowCardinalityKeyValue("outcome", "succeeded")
                    .hasHighCardinalityKeyValue("vm", "101")
                    .doesNotHaveHighCardinalityKeyValueWithKey("journal.opId");
        });
    }

    private static final class Renaming extends DefaultJournalObservationConvention {
        @Override
        public String getName() {
            return "vm.operation";
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(JournalObservationContext context) {
            return KeyValues.of("vm", context.spec().target());
        }
    }

    @Test
    void aGlobalConventionIsHeard() {
        registry.observationConfig().observationConvention(new Global());
        withJournal(journal -> {
            journal.execute(START, operation -> "done");
            assertThat(registry).hasObservationWithNameEqualTo("global");
        });
    }

    private static final class Global extends DefaultJournalObservationConvention
            implements GlobalObservationConvention<JournalObservationContext> {
        @Override
        public String getName() {
            return "global";
        }
    }

    @Test
    void nothingObservesWithoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalExecutionAutoConfiguration.class,
                        JournalObservationAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"))
                .run(context -> {
                    assertThat(context).doesNotHaveBean(JournalObservations.class);
                    assertThat(context.getBean(Journal.class).<String, RuntimeException>execute(START, op -> "done"))
                            .isEqualTo("done");
                });
    }
}
