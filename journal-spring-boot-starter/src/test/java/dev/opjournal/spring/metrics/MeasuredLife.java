package dev.opjournal.spring.metrics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;

/** A journal that has lived a little, so that a registry holds every meter that there ever is. */
final class MeasuredLife {
    private static final OperationSpec ONCE =
            OperationSpec.of("vm.start").target("101").idempotencyKey("job-1");

    private MeasuredLife() {}

    /** Looks at the registry while the journal lives. */
    static <R extends MeterRegistry, T> T in(Path directory, R registry, Function<R, T> look) {
        try (Journal journal = FileJournal.open(directory.resolve("ops.journal"));
                JournalMetrics metrics = new JournalMetrics(journal, Clock.systemUTC())) {
            metrics.bindTo(registry);
            live(journal);
            await().until(() -> registry.get("journal.operations").timers().size() == 2);
            return look.apply(registry);
        }
    }

    private static void live(Journal journal) {
        journal.execute(ONCE, operation -> {
            assertThatThrownBy(() -> journal.begin(ONCE).release("never")).isInstanceOf(KeyInFlightException.class);
            return null;
        });
        journal.begin(OperationSpec.of("vm.stop")).failed("no such VM");
        journal.begin(OperationSpec.of("backup")).taskRunning("UPID:1");
    }
}
