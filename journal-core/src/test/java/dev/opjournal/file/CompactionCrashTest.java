package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.CompactionFailedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compaction that is cut off, or fails, at each call to the disk in turn: one whole journal is left, with all of it. */
class CompactionCrashTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("filler", "x".repeat(1000));

    @TempDir(factory = InMemory.class)
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final FailingDisk disk = new FailingDisk();
    private final FileJournalOptions options = FileJournalOptions.defaults()
            .withClock(clock)
            .withPreallocateBytes(4096)
            .withRetainOperations(Duration.ofHours(1))
            .withCompactAtBytes(Long.MAX_VALUE);

    private Path path;
    private FileJournal journal;
    private List<Operation> kept;

    /** Enough for several chunks of the rewrite; a part of it goes. */
    private void fill(String name) {
        path = directory.resolve(name);
        journal = FileJournal.open(path, options, disk);
        kept = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            journal.begin(START).succeeded();
        }
        clock.move(Duration.ofHours(2));
        for (int i = 0; i < 300; i++) {
            Operation operation = journal.begin(START.idempotencyKey("job-" + i));
            if (i % 2 == 0) {
                operation.succeeded("result " + i);
            }
            kept.add(operation);
        }
    }

    private void assertAllIsThere() {
        for (int i = 0; i < kept.size(); i++) {
            Operation operation = kept.get(i);
            assertThat(journal.history(operation.opId()))
                    .extracting(JournalEntry::state)
                    .endsWith(operation.entry().state());
            assertThat(journal.alreadyApplied("job-" + i)).isEqualTo(i % 2 == 0);
        }
        assertThat(journal.inFlight()).hasSize(150);
    }

    private List<Path> filesBeside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(path.getFileName() + "."))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWholeJournalIsLeft(boolean forGood) throws IOException {
        int failures = 0;
        for (int call = 0; ; call++) {
            fill("ops-" + call + ".journal");
            disk.failAt(call, forGood);
            Throwable thrown = catchThrowable(journal::compact);
            if (!disk.hasFailed()) {
                assertThat(thrown).isNull();
                assertThat(failures)
                        .as("calls of a compaction that were failed")
                        .isGreaterThan(8);
                journal.close();
                return;
            }
            failures++;
            assertWhatIsLeft(thrown, forGood);
            disk.failAt(Integer.MAX_VALUE, false);
            journal.close();
            journal = FileJournal.open(path, options);
            assertAllIsThere();
            assertThat(filesBeside()).containsExactly(JournalPath.lockOf(path));
            journal.compact();
            assertAllIsThere();
            journal.close();
        }
    }

    private void assertWhatIsLeft(Throwable thrown, boolean forGood) {
        if (thrown instanceof JournalFailedException) {
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
            assertThatExceptionOfType(JournalFailedException.class)
                    .isThrownBy(() -> journal.begin(START).succeeded());
            return;
        }
        assertThat(thrown).isInstanceOf(CompactionFailedException.class).hasMessageContaining("Input/output error");
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        if (!forGood) {
            assertAllIsThere();
            assertThatCode(() -> journal.begin(START).succeeded()).doesNotThrowAnyException();
        }
    }

    @Test
    void whatFailsFromTheRenameOnEndsTheOpening() throws IOException {
        int endings = 0;
        for (int call = 0; ; call++) {
            fill("ops-" + call + ".journal");
            disk.failAt(call, false);
            Throwable thrown = catchThrowable(journal::compact);
            journal.close();
            if (!disk.hasFailed()) {
                break;
            }
            endings += thrown instanceof JournalFailedException ? 1 : 0;
        }
        assertThat(endings).as("the rename, and the sync of the directory").isEqualTo(2);
    }
}
