package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Operation;
import dev.opjournal.spring.Journaled;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a later caller gets where there is nothing to get. */
class JournaledReplayTest extends WithFile {
    private void run(Consumer<Lookups> calls) {
        AnnotatedApplication.with(file, Lookups.class).run(context -> calls.accept(context.getBean(Lookups.class)));
    }

    @Test
    void anEmptyOptionalIsReplayedAsOneOverARestartToo() {
        run(lookups -> {
            Optional<String> first = lookups.find("key-1", "");
            Optional<String> replayed = lookups.find("key-1", "another");
            assertThat(first).isEmpty();
            assertThat(replayed).isEmpty();
        });
        run(lookups -> {
            Optional<String> replayed = lookups.find("key-1", "another");
            assertThat(replayed).isEmpty();
        });
        assertThat(Entries.states(file)).containsExactly("started", "succeeded");
    }

    @Test
    void nullIsReplayedAsNull() {
        run(lookups -> {
            assertThat(lookups.name("key-1", null)).isNull();
            assertThat(lookups.name("key-1", "another")).isNull();
        });
        assertThat(Entries.states(file)).containsExactly("started", "succeeded");
    }

    @Test
    void aMethodWithoutResultIsReplayedAsNothingWhateverItsHandleRecorded() {
        Object tooLarge = "x".repeat(100_000);
        run(lookups -> {
            for (Object recorded : new Object[] {"a text", tooLarge}) {
                String key = recorded == tooLarge ? "key-2" : "key-1";
                lookups.settle(key, recorded, null);
                lookups.settle(key, recorded, null);
            }
            lookups.settleLater("key-3", tooLarge, null);
            assertThat(lookups.settleLater("key-3", tooLarge, null)).isCompletedWithValue(null);
        });
        assertThat(Entries.states(file))
                .containsExactly("started", "succeeded", "started", "succeeded", "started", "succeeded");
    }

    // A call gets what is given, unless it is a replay.
    static class Lookups {
        @Journaled(kind = "find", idempotencyKey = "#key")
        public Optional<String> find(String key, String found) {
            return Optional.of(found).filter(text -> !text.isEmpty());
        }

        @Journaled(kind = "name", idempotencyKey = "#key")
        public String name(String key, String name) {
            return name;
        }

        @Journaled(kind = "settle", idempotencyKey = "#key")
        public void settle(String key, Object result, Operation operation) {
            operation.succeeded(result);
        }

        @Journaled(kind = "settle", idempotencyKey = "#key")
        public CompletableFuture<Void> settleLater(String key, Object result, Operation operation) {
            operation.succeeded(result);
            return CompletableFuture.completedFuture(null);
        }
    }
}
