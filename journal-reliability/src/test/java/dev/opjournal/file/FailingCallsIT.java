package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.reliability.CProgram;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Machine;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 5: once the system has answered a write or a sync with an error, nothing more is acknowledged, whatever of it is on the disk.
 * Promise 2: all that was acknowledged is there, at whatever moment the errors began.
 *
 * <p>A library is loaded before the C library of a process with sixteen writing threads, and answers its calls on the journal with
 * EIO from a random moment on: nothing, half or all of a write has been done then. Then the process is to open the journal again
 * while writes, or syncs, still fail, which it must refuse. So this shows that the journal hears of what the JDK is
 * answered. All acknowledgements count, those after that moment too: were a failed write acknowledged, what was not written
 * would be missing.
 *
 * <p>{@code -Dopjournal.reliability.seed} sets the seed, which is random unless set and is told when a cycle fails.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailingCallsIT {
    private static final int CYCLES = Scale.of(12, 100);
    private static final int CYCLES_OF_ONE_JOURNAL = 8;
    private static final int MOST_ACKNOWLEDGEMENTS_BEFORE_THE_FAULT = 300;
    private static final long SEED = Seed.draw();

    /** As {@code failing-disk.c} knows them. */
    private enum Fault {
        NONE('-'),
        NOTHING_IS_WRITTEN('n'),
        HALF_IS_WRITTEN('h'),
        ALL_IS_WRITTEN('a'),
        NOTHING_IS_SYNCED('s');

        private final char letter;

        Fault(char letter) {
            this.letter = letter;
        }
    }

    @TempDir(factory = InMemory.class)
    Path directory;

    private final Random random = new Random(SEED);
    private Path control;
    private Acknowledgements acknowledged;
    private int allAcknowledged;
    private int torn;

    @BeforeAll
    static void needsACompiler() throws IOException {
        Machine.needsPreload(FailingCallsIT.class);
    }

    @BeforeEach
    void noFault() throws IOException {
        control = Files.writeString(directory.resolve("control"), "-");
    }

    private void set(Fault fault) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(control.toFile(), "rw")) {
            file.write(fault.letter);
        }
    }

    private ChildJvm start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "LD_PRELOAD=" + CProgram.library("failing-disk"),
                "FAILING_DISK_CONTROL=" + control,
                "FAILING_DISK_SUFFIX=.journal"));
        command.addAll(
                ChildJvm.command(List.of("-Xshare:auto"), System.getProperty("java.class.path"), WritingChild.class));
        return ChildJvm.start(directory, command);
    }

    @Test
    void nothingIsAcknowledgedOnceACallHasFailedAndNothingIsLost() throws Exception {
        List<Fault> faults = List.of(Fault.NOTHING_IS_WRITTEN, Fault.HALF_IS_WRITTEN, Fault.ALL_IS_WRITTEN);
        try (ChildJvm writer = start()) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                try {
                    run(writer, cycle, faults.get(cycle % faults.size()));
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("Cycle " + cycle + " of seed " + SEED + " failed", e);
                }
            }
        }
        Figures.of(FailingCallsIT.class, "")
                .with("cycles", CYCLES)
                .with("acknowledged", allAcknowledged)
                .with("lost", 0)
                .with("admitted twice", 0)
                .with("torn tails", torn)
                .report();
    }

    private void run(ChildJvm writer, int cycle, Fault fault) throws Exception {
        if (cycle % CYCLES_OF_ONE_JOURNAL == 0) {
            acknowledged = new Acknowledgements(false);
        }
        Path journal = directory.resolve("ops-" + cycle / CYCLES_OF_ONE_JOURNAL + ".journal");
        WritingChild.Order order = new WritingChild.Order(journal, cycle, random.nextLong(), false, false, true);
        writer.say(order.toLine());
        int before = random.nextInt(MOST_ACKNOWLEDGEMENTS_BEFORE_THE_FAULT);
        assertThat(read(writer, 1 + before)).isNull();
        set(fault);
        assertThat(read(writer, Integer.MAX_VALUE)).isEqualTo(WritingChild.FAILED_CLOSED);

        set(random.nextBoolean() ? fault : Fault.NOTHING_IS_SYNCED);
        writer.say(order.toLine());
        assertThat(read(writer, Integer.MAX_VALUE)).isEqualTo(WritingChild.NOT_OPENED);
        set(Fault.NONE);
        check(journal);
    }

    /** Takes in so many acknowledgements; what came of the order if that comes first. */
    private String read(ChildJvm writer, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = writer.nextLine();
            assertThat(line).as("the writer ended: %s", writer.errors()).isNotNull();
            if (line.startsWith(WritingChild.OVER)) {
                return line.substring(WritingChild.OVER.length());
            }
            acknowledged.add(Acknowledged.parse(line));
            allAcknowledged++;
        }
        return null;
    }

    private void check(Path file) throws IOException {
        Path copy = Files.copy(file, directory.resolve("copy.journal"));
        try (Journal journal = FileJournal.open(copy)) {
            acknowledged.assertKept(journal, copy);
            torn += journal.status().cut().isEmpty() ? 0 : 1;
        }
        try (var files = Files.newDirectoryStream(directory, "copy.journal*")) {
            for (Path each : files) {
                Files.delete(each);
            }
        }
    }
}
