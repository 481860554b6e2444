package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.CompactionFailedException;
import dev.opjournal.CompactionReport;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalReadException;
import dev.opjournal.LogLines;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.ThreadShortage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compaction that does not come to its end leaves the journal as it was, and says why. */
class CompactionFailureTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("node", "pve1");

    @TempDir
    Path directory;

    private final FileJournalOptions options = FileJournalOptions.defaults().withCompactAtBytes(Long.MAX_VALUE);
    private Path path;
    private FileJournal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = FileJournal.open(path, options);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void openOn(Disk disk) {
        journal.close();
        journal = FileJournal.open(path, options, disk);
    }

    private Operation ended(OperationSpec spec) {
        Operation operation = journal.begin(spec);
        operation.taskRunning("UPID:pve1:1");
        operation.succeeded(Map.of("took", 3));
        return operation;
    }

    @Test
    void whatWasAlteredIsNotSealedAnew() throws IOException {
        Operation altered = ended(START);
        ended(START);
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("pve1");
        bytes[at] ^= 1;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes[at]);
        }

        assertThatExceptionOfType(JournalReadException.class)
                .isThrownBy(journal::compact)
                .withMessageContaining("altered");

        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        assertThat(journal.latest(altered.opId())).isPresent();
        journal.begin(START).succeeded();
    }

    @Test
    void withoutRoomForTheSecondFileItIsRefused() {
        FaultyDisk disk = new FaultyDisk();
        openOn(disk);
        Operation ended = ended(START);
        disk.fill(1000);

        assertThatExceptionOfType(JournalFullException.class).isThrownBy(journal::compact);

        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        journal.begin(START).succeeded();
        disk.heal();
        journal.compact();
        assertThat(journal.history(ended.opId())).hasSize(3);
    }

    @Test
    void aFailureBeforeTheRenameLeavesTheJournalAsItWas() throws IOException {
        FaultyCreation disk = new FaultyCreation();
        openOn(disk);
        Operation ended = ended(START);
        disk.fails = true;
        byte[] before = Files.readAllBytes(path);

        assertThatExceptionOfType(CompactionFailedException.class)
                .isThrownBy(journal::compact)
                .withMessageContaining(path.toString())
                .withMessageContaining("No space left on device");

        assertThat(path).hasBinaryContent(before);
        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        disk.fails = false;
        journal.compact();
        assertThat(journal.history(ended.opId())).hasSize(3);
    }

    private static final class FaultyCreation extends ForwardingDisk {
        private boolean fails;

        @Override
        public DiskFile create(Path file) throws IOException {
            return new ForwardingFile(super.create(file)) {
                @Override
                public void write(long at, byte[] bytes, int from, int length) throws IOException {
                    if (fails) {
                        throw new IOException("No space left on device");
                    }
                    super.write(at, bytes, from, length);
                }
            };
        }
    }

    @Test
    void whenMemoryRunsOutInTheSwapTheJournalGoesOnWithTheOldFile() throws IOException {
        HookedDisk disk = new HookedDisk();
        openOn(disk);
        Operation ended = ended(START);
        Operation open = journal.begin(START);
        byte[] before = Files.readAllBytes(path);
        // The header is written last, between two batches.
        disk.beforeEachWrite(write -> {
            if (write.at() == 0) {
                throw new OutOfMemoryError("Java heap space");
            }
        });

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(journal::compact);

        assertThat(path).hasBinaryContent(before);
        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        disk.letGo();
        open.succeeded();
        journal.compact();
        assertThat(journal.history(ended.opId())).hasSize(3);
        assertThat(journal.history(open.opId())).hasSize(2);
    }

    @Test
    void oneThatWaitsForAnotherEndsWithTheClose() throws Exception {
        HookedDisk disk = new HookedDisk();
        openOn(disk);
        Operation ended = ended(START);
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<CompactionReport> running = Caller.start(journal::compact);
        gate.awaitReached();
        Caller<CompactionReport> waiting = Caller.start(journal::compact).awaitParkedIn(Compaction.class);
        Caller<Void> closing = Caller.<Void>start(() -> {
                    journal.close();
                    return null;
                })
                .awaitParkedIn(Compaction.class);

        gate.open();

        closing.answer();
        assertThat(running.answer().operationsDropped()).isZero();
        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(waiting::answer);
        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        open();
        assertThat(journal.history(ended.opId())).hasSize(3);
    }

    @Test
    void withoutAThreadForItAppendsGoOnAndItIsTriedAgainWhenTheFileHasGrownByHalf() throws IOException {
        SettableClock clock = new SettableClock();
        journal.close();
        journal = FileJournal.open(
                path,
                options.withClock(clock)
                        .withCompactAtBytes(10_000)
                        .withPreallocateBytes(4096)
                        .withRetainOperations(Duration.ZERO));
        Operation open = journal.begin(START);
        long before = journal.status().sizeBytes();
        ended(START);
        long oneOperation = journal.status().sizeBytes() - before;
        long refusedAt;
        try (ThreadShortage shortage = new ThreadShortage(Compaction.class);
                LogLines log = new LogLines(Compaction.class)) {
            shortage.refuse(1);
            while (shortage.refused() == 0) {
                ended(START);
            }
            refusedAt = journal.status().sizeBytes();
            assertThat(log.at(Level.WARN)).singleElement().asString().contains(path.toString(), "not compacted now");
        }
        clock.move(Duration.ofSeconds(2));
        assertThat(refusedAt).isBetween(10_000L, 10_000 + oneOperation);

        long most = refusedAt;
        for (long now; (now = journal.status().sizeBytes()) >= most; most = now) {
            ended(START);
        }

        assertThat(most)
                .as("the size before the operation with which it was tried again")
                .isGreaterThan(15_000 - oneOperation);
        open.succeeded();
        assertThat(journal.history(open.opId())).hasSize(2);
    }
}
