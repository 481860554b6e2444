package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.KeyInFlightException;
import dev.opjournal.Operation;
import dev.opjournal.spring.Journaled;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Journaled methods that answer before their work is done. */
class JournaledStageTest extends WithFile {
    private void run(Consumer<Renders> calls) {
        AnnotatedApplication.with(file, Renders.class).run(context -> calls.accept(context.getBean(Renders.class)));
    }

    @Test
    void theOutcomeIsRecordedWhenTheStageCompletes() {
        run(renders -> {
            CompletableFuture<List<Frame>> work = new CompletableFuture<>();
            CompletableFuture<List<String>> seen =
                    renders.render("key-1", work, null).thenApply(frames -> Entries.states(file));
            assertThat(Entries.states(file)).containsExactly("started", "task_running");
            assertThatExceptionOfType(KeyInFlightException.class).isThrownBy(() -> renders.render("key-1", work, null));

            work.complete(List.of(new Frame(1)));

            assertThat(seen).isCompletedWithValue(List.of("started", "task_running", "succeeded"));
        });
    }

    @Test
    void aReplayIsCompleteAndTyped() {
        run(renders -> {
            List<Frame> frames = List.of(new Frame(1), new Frame(2));
            renders.render("key-1", CompletableFuture.completedFuture(frames), null);

            assertThat(renders.render("key-1", new CompletableFuture<>(), null)).isCompletedWithValue(frames);
        });
    }

    @Test
    void aStageThatFailsIsJudgedAsAnExceptionIs() {
        run(renders -> {
            CompletableFuture<List<Frame>> declined = renders.render(
                    "key-1", CompletableFuture.failedFuture(new IllegalArgumentException("declined")), null);
            assertThatThrownBy(declined::get).hasCauseInstanceOf(IllegalArgumentException.class);
            assertThat(Entries.last(file).path("state").asString()).isEqualTo("failed");

            CompletableFuture<List<Frame>> noAnswer =
                    renders.render("key-1", CompletableFuture.failedFuture(new IOException("no answer")), null);
            assertThatThrownBy(noAnswer::get).hasCauseInstanceOf(IOException.class);
            assertThat(Entries.last(file).path("state").asString()).isEqualTo("task_running");
            assertThat(Entries.last(file).path("error").asString()).isEqualTo("java.io.IOException: no answer");
        });
    }

    @Test
    void aMethodThatThrowsInsteadOfAnsweringIsJudgedTheSame() {
        run(renders -> assertThatThrownBy(() -> renders.publish("o-1", true)).hasMessage("at once"));

        assertThat(Entries.states(file)).containsExactly("started", "failed");
    }

    @Test
    void aStageOfNothingIsReplayedAsNothing() {
        run(renders -> {
            assertThat(renders.publish("o-1", false)).isCompletedWithValue(null);
            assertThat(renders.publish("o-1", true)).isCompletedWithValue(null);
        });
        assertThat(Entries.states(file)).containsExactly("started", "succeeded");
    }

    record Frame(int number) {}

    static class Renders {
        @Journaled(kind = "render", idempotencyKey = "#key", failOn = IllegalArgumentException.class)
        public CompletableFuture<List<Frame>> render(
                String key, CompletableFuture<List<Frame>> work, Operation operation) {
            operation.taskRunning("render-1");
            return work;
        }

        @Journaled(kind = "publish", target = "#id", idempotencyKey = "#id", failOn = IllegalStateException.class)
        public CompletionStage<Void> publish(String id, boolean fails) {
            if (fails) {
                throw new IllegalStateException("at once");
            }
            return CompletableFuture.completedFuture(null);
        }
    }
}
