package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalStatus;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Machine;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import dev.opjournal.reliability.ThinDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Promise 5: a sync that fails ends the journal's life in this process; nothing is acknowledged any more. Promise 1: and the next opening
 * takes nothing for durable because the page cache has it.
 *
 * <p>The journal lies on ext4 on a device that runs out of blocks below it ({@link ThinDisk}). Then ext4 takes a write into its
 * page cache, and the sync fails; after that the kernel reports no error any more, and whoever reads finds in the cache what
 * the device does not hold. What the device holds is seen after the file system was unmounted and mounted again.
 *
 * <p>What fails here fails with an answer. A disk that has lost a write and says nothing is beyond every journal.
 *
 * <p>{@code -Dopjournal.reliability.seed} sets the seed, which is random unless set and is told when a cycle fails.
 */
class FailingSyncIT {
    private static final int CYCLES = Scale.of(6, 100);
    private static final int THREADS = 8;
    private static final int ENTRY_CHARS = 3000;
    private static final long SEED = Seed.draw();
    private static final FileJournalOptions OPTIONS =
            FileJournalOptions.defaults().withPreallocateBytes(1 << 20);

    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** That the journal has failed is told on the console by this test alone. */
    private final LogLines log = new LogLines(BatchWriter.class);

    private final LogLines logOfSpace = new LogLines(SpaceAhead.class);

    private FileJournal journal;
    private Acknowledgements acknowledged;

    private int allAcknowledged;
    private long writtenAgain;

    @BeforeAll
    static void needsARealKernel() throws IOException {
        Machine.needsLoopDevices(FailingSyncIT.class);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        log.close();
        logOfSpace.close();
    }

    /** What is done to the disk before writes fail. */
    private interface Fault {
        void strike(ThinDisk disk, Path path) throws Exception;
    }

    @Test
    void aBatchThatTheDeviceDidNotTakeIsNotAcknowledgedAndTheNextOpeningWritesItAgain() throws Exception {
        runAll((disk, path) -> {
            appendUpToTheEndOfABlock();
            int before = acknowledged.count();
            disk.starveFrom(path, journal.status().sizeBytes());
            writeUntilItFails();
            assertThat(acknowledged.count()).as("acknowledged").isEqualTo(before);
            journal.close();
            assertThat(catchThrowableOfType(JournalOpenException.class, () -> FileJournal.open(path, OPTIONS)))
                    .as("an opening that cannot write again what the device has not got")
                    .isNotNull();
        });
        assertThat(writtenAgain).isPositive();
        report("a batch");
    }

    @Test
    void spaceThatTheDeviceDidNotTakeIsNotUsedAndTheNextOpeningMakesItAnew() throws Exception {
        runAll((disk, path) -> {
            disk.starve();
            writeUntilItFails();
            journal.close();
        });
        report("space set aside");
    }

    private void runAll(Fault fault) throws Exception {
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            try (ThinDisk disk = ThinDisk.create()) {
                run(disk, fault);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Cycle " + cycle + " of seed " + SEED + " failed", e);
            }
        }
    }

    private void report(String what) {
        Figures.of(FailingSyncIT.class, what)
                .with("cycles", CYCLES)
                .with("acknowledged", allAcknowledged)
                .with("lost", 0)
                .with("acknowledged after the failure", 0)
                .with("unacknowledged entries that the next opening wrote again", writtenAgain)
                .report();
    }

    private void run(ThinDisk disk, Fault fault) throws Exception {
        Path path = disk.root().resolve("ops.journal");
        acknowledged = new Acknowledgements(false);
        journal = FileJournal.open(path, OPTIONS);
        try {
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                append("before-" + i, random.nextInt(1000));
            }
            fault.strike(disk, path);
        } finally {
            journal.close();
        }
        disk.feed();
        JournalText read = lookAndGoOn(path, "after");
        writtenAgain += read.records().stream()
                .filter(record -> record.opId().startsWith("late-") && !acknowledged.knows(record.opId()))
                .count();
        disk.mountAnew();
        assertThat(JournalText.read(path)).as("what the device holds").isEqualTo(read);
        lookAndGoOn(path, "later");
        allAcknowledged += acknowledged.count();
    }

    private void append(String opId, int chars) {
        journal.append(List.of(started(opId, chars))).forEach(acknowledged::add);
    }

    private static JournalEntry started(String opId, int chars) {
        return JournalEntry.of(opId, "work", OpState.STARTED)
                .task("x".repeat(1 + chars))
                .build();
    }

    /** So that the next batch begins in a block of its own. How long a line is depends a little on where it stands. */
    private void appendUpToTheEndOfABlock() {
        long besidesChars = 0;
        for (int i = 0; journal.status().sizeBytes() % ThinDisk.BLOCK != 0; i++) {
            long before = journal.status().sizeBytes();
            int chars = (int) Math.floorMod(-(before + besidesChars), (long) ThinDisk.BLOCK);
            append("aligned-" + i, chars);
            besidesChars = journal.status().sizeBytes() - before - chars;
        }
    }

    /** On several threads, which must all hear of it. Whatever is asked afterwards is refused. */
    private void writeUntilItFails() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            writers.add(threads.submit(() -> {
                for (int number = 0; ; number++) {
                    appendTwo("late-" + thread + "-" + number);
                }
            }));
        }
        for (Future<?> writer : writers) {
            assertThat(catchThrowable(writer::get)).cause().isInstanceOf(JournalFailedException.class);
        }
        List<ThrowingCallable> calls = List.of(
                () -> journal.begin(OperationSpec.of("work")).succeeded(),
                () -> append("more", 1),
                () -> journal.latest("before-0"),
                () -> journal.history("before-0"),
                () -> journal.alreadyApplied("key"),
                journal::inFlight,
                journal::compact);
        assertThat(calls)
                .allSatisfy(call -> assertThat(catchThrowable(call)).isInstanceOf(JournalFailedException.class));
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
    }

    /** Two operations that have ended, so that no space is reserved for them. */
    private void appendTwo(String opId) {
        List<JournalEntry> entries = new ArrayList<>();
        for (String one : List.of(opId + "-a", opId + "-b")) {
            entries.add(started(one, ENTRY_CHARS));
            entries.add(JournalEntry.of(one, "work", OpState.FAILED)
                    .error("it did not happen")
                    .build());
        }
        journal.append(entries).forEach(acknowledged::add);
    }

    /** Answers what the file says when it was closed. */
    private JournalText lookAndGoOn(Path path, String opId) throws IOException {
        journal = FileJournal.open(path, OPTIONS);
        try {
            assertThat(acknowledged.missingIn(journal)).as("lost").isEmpty();
            assertThat(journal.interrupted()).isEqualTo(journal.inFlight());
            append(opId, 100);
        } finally {
            journal.close();
        }
        return JournalText.read(path);
    }
}
