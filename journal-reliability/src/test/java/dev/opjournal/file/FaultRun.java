package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalReadException;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One run of a journal on a strict disk of which one call fails, or all from one on, and what must hold then. */
final class FaultRun implements FaultedRun {
    static final Path DIRECTORY = Path.of("/strict");
    static final Path PATH = DIRECTORY.resolve("ops.journal");

    private static final FileJournalOptions OPTIONS = FileJournalOptions.defaults()
            .withPreallocateBytes(4096)
            .withRetainOperations(null)
            .withCompactAtBytes(Long.MAX_VALUE);

    private final StrictDisk strict;
    private final FaultDisk disk;
    private final Ledger ledger = new Ledger(Duration.ofDays(1));
    private final StateCheck check = new StateCheck(PATH, OPTIONS);
    private GoFile go;

    FaultRun(StrictDisk strict) {
        this.strict = strict;
        this.disk = new FaultDisk(strict);
    }

    static FaultRun onAnEmptyDisk() {
        return new FaultRun(StrictDisk.with(DIRECTORY));
    }

    static FaultRun onAGoDaemonsFile() throws IOException {
        FaultRun run = onAnEmptyDisk();
        run.go = GoFile.on(run.strict, PATH);
        return run;
    }

    /** What a crash in the middle of a batch left, with acknowledged entries before it. */
    static FaultRun onATornFile() throws IOException {
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        FaultRun before = new FaultRun(disk);
        StrictDisk[] left = new StrictDisk[1];
        try (FileJournal journal = FileJournal.open(PATH, OPTIONS, before.disk)) {
            new FaultyCaller(journal, before.ledger).round("before");
            int[] picks = new int[1];
            disk.onChange(change -> {
                if (left[0] == null) {
                    left[0] = disk.afterCrash(choices -> picks[0]++ % 2 == 0 ? 0 : choices - 1);
                }
            });
            new FaultyCaller(journal, new Ledger(Duration.ZERO)).round("torn-" + "x".repeat(90));
        }
        FaultRun run = new FaultRun(left[0]);
        before.ledger.giveTo(run.ledger);
        return run;
    }

    @Override
    public FaultDisk disk() {
        return disk;
    }

    /** Opens the journal, uses it, closes it, and does it again. */
    @Override
    public void live() {
        for (String name : List.of("one", "two")) {
            try (FileJournal journal = FileJournal.open(PATH, OPTIONS, disk)) {
                new FaultyCaller(journal, ledger).round(name);
            } catch (JournalOpenException | JournalFullException | JournalReadException e) {
                assertTyped(e);
            }
        }
    }

    private static void assertTyped(JournalException e) {
        assertThat(e).hasMessageContaining(PATH.toString());
        assertThat(e.action()).isNotEmpty();
    }

    /** Nothing is held, and what was acknowledged is there: as it is, and after crashes. */
    @Override
    public void assertAllIsWell(long seed) throws IOException {
        disk.heal();
        assertThat(disk.open()).as("files and locks that are open").isZero();
        Random random = new Random(seed);
        List<StrictDisk> crashed = List.of(
                strict.afterCrash(Survival.NOTHING),
                strict.afterCrash(Survival.EVERYTHING),
                strict.afterCrash(Survival.random(random)));
        for (StrictDisk left : crashed) {
            look(left);
        }
        look(strict);
    }

    private void look(StrictDisk left) throws IOException {
        long now = ledger.now();
        check.check(left, lines -> ledger.assertHeldBy(go == null ? lines : go.without(lines), now));
        if (go != null) {
            go.assertKept(left);
        }
    }
}
