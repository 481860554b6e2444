package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The next chunk of spaces is made in the background, and what a crash may leave of it is told from damage. */
class SpaceAheadTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final int CHUNK = 1 << 16;

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private Path path;
    private Journal journal;

    private void open(int chunk) {
        path = directory.resolve("ops.journal");
        journal = FileJournal.open(path, FileJournalOptions.defaults().withPreallocateBytes(chunk), disk);
        disk.forget();
    }

    @AfterEach
    void close() {
        disk.letGo();
        journal.close();
    }

    /** Appends until a chunk is under way, which is held. */
    private Gate chunkUnderWay() {
        Gate gate = disk.holdBeforeSpaceIsSetAside();
        long begun = 0;
        while (journal.status().sizeBytes() < CHUNK * 5 / 8) {
            journal.begin(START.opId("before-" + begun++)).succeeded();
        }
        gate.awaitReached();
        return gate;
    }

    private Caller<List<String>> appendUntilParked() {
        Caller<List<String>> appending = Caller.start(() -> {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Operation operation = journal.begin(START);
                operation.succeeded();
                ids.add(operation.opId());
            }
            return ids;
        });
        return appending.awaitParkedIn(SpaceAhead.class);
    }

    @Test
    void appendsGoOnWhileTheNextChunkIsUnderWay() {
        open(CHUNK);
        Gate gate = chunkUnderWay();
        disk.forget();

        for (int i = 0; i < 20; i++) {
            journal.begin(START).succeeded();
        }

        assertThat(disk.writesOfLines()).hasSize(40);
        assertThat(disk.writesOfSpaces()).isEmpty();
        gate.open();
        await().until(() -> Files.size(path) == 2 * CHUNK);
    }

    @Test
    void anAppendThatOutrunsTheNextChunkWaitsForItAndMakesNoneItself() throws Exception {
        open(CHUNK);
        Gate gate = chunkUnderWay();
        Caller<List<String>> appending = appendUntilParked();

        gate.open();

        List<String> ids = appending.answer();
        assertThat(ids).hasSize(1000);
        long end = CHUNK;
        for (HookedDisk.Write write : disk.writesOfSpaces()) {
            assertThat(write.at()).as("each place is written once").isEqualTo(end);
            end += write.text().length();
        }
        assertThat(Files.size(path)).isEqualTo(end);
        journal.close();
        journal = FileJournal.open(path);
        assertThat(journal.history(ids.get(999))).hasSize(2);
    }

    @Test
    void spaceIsNotUsedBeforeItIsOnTheDevice() throws Exception {
        open(CHUNK);
        Gate written = chunkUnderWay();
        Gate gate = disk.holdBeforeSpaceIsSynced();
        written.open();
        gate.awaitReached();

        Caller<List<String>> appending = appendUntilParked();

        assertThat(disk.writesOfLines())
                .allSatisfy(
                        write -> assertThat(write.at() + write.text().length()).isLessThanOrEqualTo(CHUNK - 512));
        gate.open();
        appending.answer();
    }

    @Test
    void anAppendThatWouldLeaveLessThanASectorOfSpacesWaits() throws Exception {
        open(CHUNK);
        Gate gate = chunkUnderWay();
        long before = journal.status().sizeBytes();
        appendPair(0, 0);
        long pair = journal.status().sizeBytes() - before;
        int number = 1;
        while (CHUNK - journal.status().sizeBytes() > 512 + 3 * pair) {
            appendPair(number++, 0);
        }
        long room = CHUNK - journal.status().sizeBytes();
        int last = number;
        int pad = (int) (room - 400 - pair) / 2;
        Caller<Long> appending = Caller.start(() -> {
                    appendPair(last, pad);
                    return journal.status().sizeBytes();
                })
                .awaitParkedIn(SpaceAhead.class);

        gate.open();

        assertThat(appending.answer()).isBetween(CHUNK - 450L, CHUNK - 350L);
    }

    /** An operation that begins and ends in one append, so that nothing is kept for its end. */
    private void appendPair(int number, int pad) {
        String opId = "pair-%04d".formatted(number);
        journal.append(List.of(
                JournalEntry.of(opId, "vm.start", OpState.STARTED)
                        .target("x".repeat(pad))
                        .build(),
                JournalEntry.of(opId, "vm.start", OpState.SUCCEEDED).build()));
    }

    @Test
    void aCloseWaitsForTheWriteThatIsUnderWayAndTrims() throws Exception {
        open(CHUNK);
        Gate gate = chunkUnderWay();
        Caller<String> closing = Caller.start(() -> {
                    journal.close();
                    return "closed";
                })
                .awaitParkedIn(SpaceAhead.class);

        gate.open();

        assertThat(closing.answer()).isEqualTo("closed");
        assertThat(Files.readString(path)).endsWith("}\n").contains(LineFormat.OWN_ID + LineFormat.CLOSED);
        assertThat(Files.size(path)).isEqualTo(journal.status().sizeBytes());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("opjournal-space-ahead")));
    }

    @Test
    void aFailureInTheBackgroundThatHasPassedWhenTheSpaceIsNeededHarmsNothing() throws Exception {
        open(CHUNK);
        AtomicInteger failures = new AtomicInteger();
        disk.behindEachWrite(write -> {
            if (write.lines().isEmpty() && failures.getAndIncrement() == 0) {
                throw new IOException("No space left on device");
            }
        });

        for (int i = 0; i < 1000; i++) {
            journal.begin(START).succeeded();
        }

        assertThat(failures.get()).as("chunks that were tried").isGreaterThan(2);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        disk.letGo();
        journal.close();
        open(CHUNK);
        assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 1000L);
    }

    @Test
    void aFailureThatLastsFailsTheAppendThatNeedsTheSpaceAndLeavesNoPartOfAChunk() throws Exception {
        open(CHUNK);
        disk.behindEachWrite(write -> {
            if (write.lines().isEmpty()) {
                throw new IOException("Input/output error");
            }
        });

        assertThatExceptionOfType(JournalFailedException.class)
                .isThrownBy(() -> {
                    while (true) {
                        journal.begin(START).succeeded();
                    }
                })
                .withMessageContaining("Input/output error");

        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
        assertThat(Files.size(path)).isEqualTo(CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 5000, CHUNK})
    void aWholeSectorOfSpacesStandsBetweenEachBatchAndTheChunkThatFollows(int chunk) throws IOException {
        open(chunk);
        long[] onDevice = {Files.size(path)};
        List<String> broken = new ArrayList<>();
        disk.behindEachWrite(write -> {
            synchronized (onDevice) {
                long end = write.at() + write.text().length();
                if (write.lines().isEmpty()) {
                    onDevice[0] = Math.max(onDevice[0], end);
                } else if (end + 512 > onDevice[0]) {
                    broken.add("a batch ends at " + end + ", space at " + onDevice[0]);
                }
                if (onDevice[0] % 512 != 0) {
                    broken.add("space ends at " + onDevice[0]);
                }
            }
        });
        for (int i = 0; i < 300; i++) {
            journal.begin(START.param("filler", "x".repeat(i * 7 % 1500))).succeeded();
        }
        assertThat(broken).isEmpty();
        assertThat(onDevice[0]).isGreaterThan(100_000);
    }

    @Test
    void afterTheCloseNothingMoreIsWritten() throws Exception {
        open(CHUNK);
        Path file = Files.writeString(directory.resolve("other"), " ".repeat(4096));
        HookedDisk other = new HookedDisk();
        LogWriter writer =
                new LogWriter(other.open(file), new LineScan.Position(0, 0, 0, false), true, 4096, 4096, new byte[32]);
        writer.growAhead(file, () -> other.open(file));
        Gate gate = other.holdBeforeSpaceIsSetAside();
        writer.growAheadIfBelow(4000);
        gate.awaitReached();
        Caller<Boolean> closing = Caller.start(() -> {
                    writer.close();
                    return true;
                })
                .awaitParkedIn(SpaceAhead.class);

        gate.open();

        assertThat(closing.answer()).isTrue();
        byte[] left = Files.readAllBytes(file);
        other.forget();
        writer.growAheadIfBelow(8000);
        assertThat(other.writesOfSpaces()).isEmpty();
        assertThat(file).hasBinaryContent(left);
    }

    @Test
    void afterACompactionTheNewFileGrows() throws Exception {
        open(CHUNK);
        journal.begin(START).succeeded();
        ((FileJournal) journal).compact();
        disk.forget();

        for (int i = 0; i < 300; i++) {
            journal.begin(START.param("filler", "x".repeat(1000))).succeeded();
        }

        assertThat(disk.writesOfSpaces()).isNotEmpty();
        long size = Files.size(path);
        assertThat(size).isGreaterThan(300_000);
        journal.close();
        open(CHUNK);
        assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 301L);
    }

    /** What of a chunk that was under way is on the device: nothing, or sectors of spaces and NULs. */
    private enum Chunk {
        NONE,
        NULS,
        SPACES,
        SPACES_THEN_NULS,
        EVERY_OTHER_SECTOR,
        NULS_THEN_SPACES,
        CUT_SHORT;

        byte[] behind(byte[] file, int chunk) {
            if (this == NONE) {
                return file;
            }
            byte[] grown = Arrays.copyOf(file, file.length + (this == CUT_SHORT ? chunk / 4 + 77 : chunk));
            for (int at = file.length, sector = 0; at < grown.length; at += 512, sector++) {
                if (isWritten(sector, chunk / 512)) {
                    Arrays.fill(grown, at, Math.min(at + 512, grown.length), (byte) ' ');
                }
            }
            return grown;
        }

        private boolean isWritten(int sector, int sectors) {
            return switch (this) {
                case NONE, NULS, CUT_SHORT -> false;
                case SPACES -> true;
                case SPACES_THEN_NULS -> sector < sectors / 2;
                case EVERY_OTHER_SECTOR -> sector % 2 == 0;
                case NULS_THEN_SPACES -> sector >= sectors / 2;
            };
        }
    }

    @Test
    void everySubsetOfTheLastBatchWithEveryStateOfTheChunkUnderWayOpens() throws Exception {
        open(CHUNK);
        Gate gate = chunkUnderWay();
        List<JournalEntry> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            batch.add(JournalEntry.of("last-" + i, "vm.start", OpState.STARTED)
                    .target("x".repeat(i * 13 % 50))
                    .build());
            batch.add(
                    JournalEntry.of("last-" + i, "vm.start", OpState.SUCCEEDED).build());
        }
        journal.append(batch);
        JournalBytes whole = new JournalBytes(Files.readAllBytes(path), batch);
        assertThat(whole.bytes()).as("nothing of the chunk is there yet").hasSize(CHUNK);
        List<int[]> sectors = TearsTest.sectors((int) whole.lastBatch(), whole.end());
        assertThat(sectors).hasSizeBetween(5, 9);
        gate.open();
        Header header = whole.header();
        LineScan.Position last = positionBefore(whole, header);

        int opened = 0;
        for (int written = 0; written < 1 << sectors.size(); written++) {
            byte[] torn = whole.bytes().clone();
            for (int i = 0; i < sectors.size(); i++) {
                if ((written & 1 << i) == 0) {
                    Arrays.fill(torn, sectors.get(i)[0], sectors.get(i)[1], (byte) ' ');
                }
            }
            Tail.Rule without = JournalBytes.judge(torn, header, last);
            assertThat(without.verdict()).isNotEqualTo(Tail.Verdict.DAMAGE);
            for (Chunk chunk : Chunk.values()) {
                byte[] crashed = chunk.behind(torn, CHUNK);
                assertThat(JournalBytes.judge(crashed, header, last))
                        .as("sectors written %s, chunk %s", Integer.toBinaryString(written), chunk)
                        .isEqualTo(without);
                if (written % 31 == 0) {
                    opensAndGoesOn(crashed);
                    opened++;
                }
            }
        }
        assertThat(opened).isGreaterThan(20);
    }

    private static LineScan.Position positionBefore(JournalBytes journal, Header header) throws IOException {
        byte[] before = journal.cutAt((int) journal.lastBatch());
        return new LineScan(JournalBytes.file(before), header)
                .run(LineScan.Position.behind(header), (entry, offset, length) -> {});
    }

    private void opensAndGoesOn(byte[] crashed) throws IOException {
        Path place = Files.createTempDirectory(directory, "crashed").resolve("ops.journal");
        Files.write(place, crashed);
        try (Journal opened = FileJournal.open(place)) {
            assertThat(opened.history("before-0")).hasSize(2);
            opened.begin(START.opId("goes-on")).succeeded();
        }
        assertThat(Files.readString(place)).doesNotContain("\0");
        try (Journal again = FileJournal.open(place)) {
            assertThat(again.history("goes-on")).hasSize(2);
        }
    }
}
