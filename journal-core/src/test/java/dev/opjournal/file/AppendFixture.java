package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal at a fixed time, and entries as a caller makes them. */
abstract class AppendFixture {
    static final Instant NOW = Instant.parse("2026-11-24T10:15:30.123456789Z");

    @TempDir
    Path directory;

    Path path;

    Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = Journals.open(path, FileJournalOptions.defaults().withClock(Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    static JournalEntry.Builder entry(String opId, OpState state) {
        return JournalEntry.of(opId, "vm.start", state);
    }

    static JournalEntry started(String opId) {
        return entry(opId, OpState.STARTED).build();
    }

    static JournalEntry started(String opId, String key) {
        return entry(opId, OpState.STARTED).idempotencyKey(key).build();
    }

    static JournalEntry succeeded(String opId) {
        return entry(opId, OpState.SUCCEEDED).build();
    }

    static JournalEntry failed(String opId) {
        return entry(opId, OpState.FAILED).error("it did not happen").build();
    }

    static JournalEntry running(String opId) {
        return entry(opId, OpState.TASK_RUNNING).task("UPID:1").build();
    }

    JournalEntry append(JournalEntry entry) {
        return journal.append(List.of(entry)).get(0);
    }

    /** What must hold whenever an append was refused: neither the file nor what is known of it has changed. */
    <X extends Throwable> X refused(Class<X> type, JournalEntry... entries) throws IOException {
        byte[] file = Files.readAllBytes(path);
        var status = journal.status();
        X refusal = catchThrowableOfType(type, () -> journal.append(List.of(entries)));
        assertThat(refusal).as("the refusal").isNotNull();
        if (Journals.COMPACTING) {
            assertThat(journal.status().counts()).isEqualTo(status.counts());
            assertThat(journal.status().inFlight()).isEqualTo(status.inFlight());
        } else {
            assertThat(path).hasBinaryContent(file);
            assertThat(journal.status()).isEqualTo(status);
        }
        return refusal;
    }
}
