package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.LoopDisk;
import dev.opjournal.reliability.Machine;
import dev.opjournal.reliability.PowerCut;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 2: after a power cut every acknowledged entry is there. Promise 3: and no key was admitted twice. Promise 5: whoever lives
 * through the cut, as a process does whose disk is torn off, hears of a failed journal from then on.
 *
 * <p>The journal lies on ext4 on a loop device. A process with sixteen writing threads is cut off by the ioctl {@code
 * EXT4_IOC_SHUTDOWN}: from then on ext4 hands nothing to its device, and what it holds in memory, pages and log, is lost; in one
 * of four cuts the log is written first. Then the file system is unmounted and mounted again, which drops its caches and
 * replays its log, and the journal is opened. What counts is what the process had acknowledged through a pipe, and this
 * one had read, before the cut began. One of eight cuts comes soon after the order to open the journal.
 *
 * <p>A journal goes on over ten cuts, so that keys, and operations left in flight, meet the next writer; the next one lies in blocks
 * that hold the content of the one before. Of three journals one is compacted all the time, and one takes long batches too while
 * its file is flushed from beside. In every second round a copy is looked at and the next writer opens the journal as the cut
 * left it; in the others this process opens it first and adds to it.
 *
 * <p>What is cut is the way from ext4 to its device. A loop device has no cache of its own that could lose or reorder what it has
 * taken, and it tears no block; and ext4 brings a new name to the device together with the next sync of that file. So this shows
 * what the journal and ext4 make of a cut. Torn and reordered sectors, and names that are not synced, are left to the strict disk in
 * memory; a disk that lies about its cache is beyond both.
 *
 * <p>{@code -Dopjournal.reliability.seed} sets the seed, which is random unless set and is told when a round fails.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerCutIT {
    private static final int CUTS = Scale.of(24, 500);
    private static final int CUTS_OF_THE_CONTROL = Scale.of(2, 20);
    private static final int CUTS_OF_ONE_JOURNAL = 10;
    private static final long DISK_BYTES = 64 << 20;
    private static final int MOST_ACKNOWLEDGEMENTS_BEFORE_THE_CUT = 400;
    private static final long LATEST_CUT_OF_AN_OPENING_NANOS = 20_000_000;
    private static final long SEED = Seed.draw();

    @TempDir(factory = InMemory.class)
    Path directory;

    private final Random random = new Random(SEED);

    /** All that the writers of one journal had acknowledged, and was read, before the cuts. */
    private Acknowledgements acknowledged;

    private LoopDisk disk;
    private PowerCut power;
    private ChildJvm writer;
    private String mode;

    private int counted;
    private int openingsCutOff;
    private int torn;
    /** Acknowledged while the cut was under way: promised or not, nobody can tell. */
    private int inDoubt;

    @BeforeAll
    static void needsARealKernel() throws IOException {
        Machine.needsLoopDevices(PowerCutIT.class);
    }

    @BeforeEach
    void setUp() throws IOException {
        power = PowerCut.ready();
        disk = LoopDisk.create(Machine.images(), DISK_BYTES);
        disk.format();
    }

    @AfterEach
    void tearDown() {
        if (writer != null) {
            writer.close();
        }
        // Where there was no room for a disk, there is none to close.
        if (disk != null) {
            disk.close();
        }
        if (power != null) {
            power.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordered", "writeback"})
    void whatWasAcknowledgedBeforeAPowerCutIsThereAndNoKeyWasAdmittedTwice(String data) throws Exception {
        mode = "data=" + data;
        for (int round = 0; round < CUTS; round++) {
            try {
                run(round);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Cut " + round + " of seed " + SEED + " with " + mode + " failed", e);
            }
        }
        Figures.of(PowerCutIT.class, mode)
                .with("cuts", CUTS)
                .with("openings cut off", openingsCutOff)
                .with("acknowledged before the cut", counted)
                .with("lost", 0)
                .with("admitted twice", 0)
                .with("torn tails", torn)
                .with("acknowledged while the cut was under way", inDoubt)
                .report();
    }

    private void run(int round) throws Exception {
        int journalNumber = round / CUTS_OF_ONE_JOURNAL;
        boolean compacting = journalNumber % 3 == 2;
        if (round % CUTS_OF_ONE_JOURNAL == 0) {
            beginAnew(compacting);
        }
        Path journal = disk.root().resolve("ops-" + journalNumber + ".journal");
        disk.mount(mode);
        boolean hurried = journalNumber % 3 == 1;
        writeAndCut(new WritingChild.Order(journal, round, random.nextLong(), compacting, hurried, true));
        disk.unmount();

        disk.mount(mode);
        if (round % 2 == 0) {
            Path copy = directory.resolve("copy-" + round + ".journal");
            if (Files.exists(journal)) {
                Files.copy(journal, copy);
            }
            check(copy);
            Files.delete(copy);
        } else {
            check(journal).forEach(acknowledged::add);
        }
        disk.unmount();
    }

    /** Another journal on the same file system, where the blocks of the one before are free, with their content. */
    private void beginAnew(boolean compacting) throws IOException {
        acknowledged = new Acknowledgements(compacting);
        if (writer != null) {
            writer.close();
        }
        writer = ChildJvm.start(directory, WritingChild.class);
        disk.mount(mode);
        try (var files = Files.newDirectoryStream(disk.root(), "ops-*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        disk.unmount();
    }

    private void writeAndCut(WritingChild.Order order) throws IOException {
        PowerCut.Log log = random.nextInt(4) == 0 ? PowerCut.Log.WRITTEN : PowerCut.Log.LOST;
        writer.say(order.toLine());
        if (random.nextInt(8) == 0) {
            LockSupport.parkNanos((long) (random.nextDouble() * LATEST_CUT_OF_AN_OPENING_NANOS));
        } else {
            readAcknowledgements(1 + random.nextInt(MOST_ACKNOWLEDGEMENTS_BEFORE_THE_CUT));
        }
        power.cut(disk.root(), log);
        String over = readToTheEnd();
        assertThat(over).isIn(WritingChild.NOT_OPENED, WritingChild.FAILED_CLOSED);
        openingsCutOff += over.equals(WritingChild.NOT_OPENED) ? 1 : 0;
    }

    private void readAcknowledgements(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            acknowledged.add(Acknowledged.parse(said()));
            counted++;
        }
    }

    /** What came of the order when nothing went on. */
    private String readToTheEnd() throws IOException {
        String line;
        while (!(line = said()).startsWith(WritingChild.OVER)) {
            Acknowledged.parse(line);
            inDoubt++;
        }
        return line.substring(WritingChild.OVER.length());
    }

    private String said() throws IOException {
        String line = writer.nextLine();
        assertThat(line).as("the writer ended: %s", writer.errors()).isNotNull();
        return line;
    }

    /** Answers what it added. */
    private List<JournalEntry> check(Path file) throws IOException {
        try (Journal journal = FileJournal.open(file, JournalBytes.SMALL_CHUNKS)) {
            acknowledged.assertKept(journal, file);
            torn += journal.status().cut().isEmpty() ? 0 : 1;

            Operation operation = journal.begin(OperationSpec.of("work"));
            JournalEntry begun = operation.entry();
            operation.succeeded();
            return List.of(begun, operation.entry());
        }
    }

    /** The control: were the cut none, or the check blind, this would not see the bug. */
    @Test
    void aJournalThatSyncsNothingLosesWhatItAcknowledgedInSuchACut() throws Exception {
        mode = "data=ordered";
        int lost = 0;
        int refused = 0;
        for (int round = 0; round < CUTS_OF_THE_CONTROL; round++) {
            beginAnew(false);
            Path journal = disk.root().resolve("ops-control.journal");
            disk.mount(mode);
            writer.say(new WritingChild.Order(journal, round, random.nextLong(), false, false, false).toLine());
            readAcknowledgements(MOST_ACKNOWLEDGEMENTS_BEFORE_THE_CUT);
            power.cut(disk.root(), PowerCut.Log.LOST);
            readToTheEnd();
            disk.unmount();
            disk.mount(mode);
            try (Journal opened = FileJournal.open(journal)) {
                lost += acknowledged.missingIn(opened).size();
            } catch (JournalException e) {
                refused++;
            }
            disk.unmount();
        }
        assertThat(lost + refused).as("what the cuts have done").isPositive();
        Figures.of(PowerCutIT.class, "of a journal that syncs nothing")
                .with("cuts", CUTS_OF_THE_CONTROL)
                .with("acknowledged before the cut", counted)
                .with("lost", lost)
                .with("journals refused", refused)
                .report();
    }
}
