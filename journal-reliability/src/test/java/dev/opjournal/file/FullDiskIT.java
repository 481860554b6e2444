package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.reliability.Ballast;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.LoopDisk;
import dev.opjournal.reliability.Machine;
import dev.opjournal.reliability.MountPoint;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Promise 5: a full disk is a definite "not written", told by the exception that is for it; what has begun can still end, since space is
 * kept in reserve for that; and the same opening goes on by itself once there is room. Promise 2: nothing of what was
 * acknowledged meanwhile is lost.
 *
 * <p>A real file system of 16 MB, ext4 on a loop device or tmpfs, is filled by ballast and by the journal's own eight writing threads until
 * it has no block left, and freed again. In every second cycle the ballast comes first and the journal takes the last blocks; in the
 * others it grows beside the writers and takes them. In every fifth cycle the journal is also closed, and opened on the full disk.
 *
 * <p>{@code -Dopjournal.reliability.seed} sets the seed, which is random unless set and is told when a cycle fails.
 */
class FullDiskIT {
    private static final int CYCLES_ON_EXT4 = Scale.of(5, 100);
    private static final int CYCLES_ON_TMPFS = Scale.of(5, 50);
    private static final int CYCLES_OF_ONE_JOURNAL = 10;
    private static final int THREADS = 8;
    private static final int MOST_BEGUN_BEFORE_ONE_IS_REFUSED = 10_000;
    private static final long DISK_BYTES = 16 << 20;
    private static final int MOST_LEFT_BY_BALLAST = 1 << 19;
    private static final long SEED = Seed.draw();
    /** Of both file systems, at most. */
    private static final int BLOCK_BYTES = 4096;

    private static final FileJournalOptions OPTIONS =
            FileJournalOptions.defaults().withPreallocateBytes(1 << 15);

    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

    /** That the disk is full is told on the console by this test alone. */
    private final LogLines log = new LogLines(BatchWriter.class);

    private Acknowledgements acknowledged;

    /** What has begun and not ended. */
    private final Queue<Operation> inFlight = new ConcurrentLinkedQueue<>();

    private Path root;
    private Path path;
    private Ballast ballast;
    private FileJournal journal;

    private int cycle;
    private long allAcknowledged;
    private int refusals;
    private int endedOnTheFullDisk;
    private int openedOnTheFullDisk;

    @BeforeAll
    static void needsARealKernel() throws IOException {
        Machine.needsLoopDevices(FullDiskIT.class);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        log.close();
    }

    @Test
    void theJournalLivesThroughAFullExt4() throws Exception {
        try (LoopDisk disk = LoopDisk.create(Machine.images(), DISK_BYTES)) {
            disk.format();
            disk.mount("data=ordered");
            fillAndFree(disk.root(), CYCLES_ON_EXT4, "ext4");
        }
    }

    @Test
    void theJournalLivesThroughAFullTmpfs() throws Exception {
        try (MountPoint disk = MountPoint.inMemory(DISK_BYTES)) {
            fillAndFree(disk.directory(), CYCLES_ON_TMPFS, "tmpfs");
        }
    }

    private void fillAndFree(Path on, int cycles, String name) throws Exception {
        root = on;
        ballast = new Ballast(root);
        try {
            for (cycle = 0; cycle < cycles; cycle++) {
                run();
            }
            closeAndLookAgain();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("Cycle " + cycle + " of seed " + SEED + " on " + name + " failed", e);
        } finally {
            if (journal != null) {
                journal.close();
            }
        }
        Figures.of(FullDiskIT.class, name)
                .with("cycles", cycles)
                .with("acknowledged", allAcknowledged + acknowledged.count())
                .with("lost", 0)
                .with("refused", refusals)
                .with("ended on the full disk", endedOnTheFullDisk)
                .with("openings on the full disk", openedOnTheFullDisk)
                .report();
    }

    private void run() throws Exception {
        if (cycle % CYCLES_OF_ONE_JOURNAL == 0) {
            beginAnew();
        }
        fill();
        for (int i = 0; i < 3; i++) {
            assertThat(beginUntilRefused("more-" + i)).isNotNull();
        }
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FULL);
        assertThat(catchThrowableOfType(JournalFullException.class, journal::compact))
                .isNotNull();
        endAllThatHasBegun();

        ballast.drop();
        await().atMost(Duration.ofSeconds(30)).until(() -> journal.status().state() != JournalStatus.State.FULL);
        begin(OperationSpec.of("work").opId("after-" + cycle)).succeeded();
        if (cycle % 3 == 1) {
            journal.compact();
        }
        if (cycle % 5 == 4) {
            openOnTheFullDisk();
        }
    }

    private void beginAnew() throws IOException {
        if (journal != null) {
            closeAndLookAgain();
            journal.close();
            allAcknowledged += acknowledged.count();
            Files.delete(path);
        }
        acknowledged = new Acknowledgements(true);
        path = root.resolve("ops-" + cycle + ".journal");
        journal = FileJournal.open(path, OPTIONS);
    }

    /** Until each of the writing threads was refused. */
    private void fill() throws Exception {
        boolean ballastFirst = cycle % 2 == 0;
        if (ballastFirst) {
            ballast.fillAllBut(random.nextInt(MOST_LEFT_BY_BALLAST));
        }
        List<Future<JournalFullException>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Random itsOwn = new Random(random.nextLong());
            writers.add(threads.submit(() -> writeUntilRefused(thread, itsOwn)));
        }
        if (!ballastFirst) {
            ballast.fillAllBut(0);
        }
        for (Future<JournalFullException> writer : writers) {
            JournalFullException refused = writer.get();
            assertThat(refused)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining(refused.neededBytes() + " bytes are needed")
                    .hasMessageContaining("nothing was written");
            assertThat(refused.neededBytes()).isPositive();
        }
        refusals += THREADS;
    }

    /** Begins operations, and ends half of them, until one is refused. */
    private JournalFullException writeUntilRefused(int thread, Random its) {
        for (int i = 0; ; i++) {
            OperationSpec spec = OperationSpec.of("work").opId("c" + cycle + "-t" + thread + "-" + i);
            try {
                Operation operation = begin(
                        its.nextBoolean()
                                ? spec.idempotencyKey("key-" + (cycle * 20 + its.nextInt(60)))
                                : spec.param("text", "x".repeat(its.nextInt(1000))));
                switch (its.nextInt(4)) {
                    case 0 -> inFlight.add(operation);
                    case 1 -> inFlight.add(running(operation));
                    default -> end(operation, its.nextBoolean());
                }
            } catch (JournalFullException refused) {
                return refused;
            } catch (AlreadyAppliedException | KeyInFlightException taken) {
                Thread.onSpinWait();
            }
        }
    }

    private Operation begin(OperationSpec spec) {
        Operation operation = journal.begin(spec);
        acknowledged.add(operation.entry());
        return operation;
    }

    private Operation running(Operation operation) {
        operation.taskRunning("UPID:" + operation.opId());
        acknowledged.add(operation.entry());
        return operation;
    }

    private void end(Operation operation, boolean well) {
        if (well) {
            operation.succeeded("done");
        } else {
            operation.failed("it did not happen");
        }
        acknowledged.add(operation.entry());
    }

    /** What little room is left may still be taken. */
    private JournalFullException beginUntilRefused(String opId) {
        for (int i = 0; i < MOST_BEGUN_BEFORE_ONE_IS_REFUSED; i++) {
            try {
                inFlight.add(begin(OperationSpec.of("work").opId("c" + cycle + "-" + opId + "-" + i)));
            } catch (JournalFullException refused) {
                refusals++;
                return refused;
            }
        }
        throw new AssertionError("Nothing is refused on a full disk");
    }

    /** Each with a task, if it has none, and its outcome. */
    private void endAllThatHasBegun() throws Exception {
        endedOnTheFullDisk += inFlight.size();
        List<Future<?>> enders = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            boolean well = i % 2 == 0;
            enders.add(threads.submit(() -> {
                for (Operation operation; (operation = inFlight.poll()) != null; ) {
                    end(operation.entry().state() == OpState.STARTED ? running(operation) : operation, well);
                }
            }));
        }
        for (Future<?> ender : enders) {
            ender.get();
        }
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).allMatch(opId -> opId.startsWith("left-"));
    }

    private void closeAndLookAgain() throws IOException {
        journal.close();
        journal = FileJournal.open(path, OPTIONS);
        acknowledged.assertKept(journal, path);
    }

    /** Of this journal, of one with a torn tail, and of a new one: each is refused, and opens once there is room. */
    private void openOnTheFullDisk() throws IOException {
        // What is kept for its end is more than the rest of the file's last block, in which a start is not refused.
        OperationSpec left = OperationSpec.of("work").opId("left-" + cycle).param("text", "x".repeat(BLOCK_BYTES));
        assertThat(begin(left).entry().state()).isEqualTo(OpState.STARTED);
        journal.close();
        Path torn = Files.copy(path, root.resolve("torn.journal"));
        Files.writeString(torn, "{\"op_id\":\"torn\",\"kind\":\"wo", StandardOpenOption.APPEND);
        Path none = root.resolve("new.journal");
        ballast.fillAllBut(0);

        assertRefused(JournalFullException.class, path);
        assertRefused(JournalOpenException.class, torn);
        assertThat(catchThrowableOfType(JournalOpenException.class, () -> FileJournal.open(none, OPTIONS)))
                .hasMessageContaining("No space left on device");
        openedOnTheFullDisk += 3;

        ballast.drop();
        FileJournal.open(none, OPTIONS).close();
        try (FileJournal opened = FileJournal.open(torn, OPTIONS)) {
            assertThat(opened.status().cut()).containsExactly("torn");
            assertThat(acknowledged.missingIn(opened))
                    .as("lost beside a torn tail")
                    .isEmpty();
        }
        journal = FileJournal.open(path, OPTIONS);
        acknowledged.assertKept(journal, path);
        try (var files = Files.newDirectoryStream(root, "{torn,new}.journal*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static void assertRefused(Class<? extends JournalException> how, Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThat(catchThrowableOfType(how, () -> FileJournal.open(file, OPTIONS)))
                .as("the opening of %s", file)
                .isNotNull();
        assertThat(file).hasBinaryContent(before);
    }
}
