package dev.opjournal.file;

import dev.opjournal.test.StrictDisk;
import java.io.IOException;
import java.nio.file.Path;

/** A run of a journal on a strict disk, from its first opening to its close, with what its callers were told. */
final class CrashTrace {
    static final Path DIRECTORY = Path.of("/strict");
    static final Path PATH = DIRECTORY.resolve("ops.journal");

    /** Small, so that space is set aside beside the appends all the time. */
    private static final int CHUNK = 8192;

    /** Of those who look at a state: nothing is set aside in the background. */
    private static final int LARGE_CHUNK = 1 << 18;

    private final long seed;
    private final SettableClock clock = new SettableClock();
    private final Ledger ledger = new Ledger(CrashWorkload.RETAINED);
    private final StrictDisk disk = StrictDisk.with(DIRECTORY);
    private final FileJournalOptions options = FileJournalOptions.defaults()
            .withClock(clock)
            .withPreallocateBytes(CHUNK)
            .withRetainOperations(CrashWorkload.RETAINED)
            .withCompactAtBytes(Long.MAX_VALUE);
    private final StateCheck check = new StateCheck(PATH, options.withPreallocateBytes(LARGE_CHUNK));

    CrashTrace(long seed) {
        this.seed = seed;
        Lines.forget();
    }

    StrictDisk disk() {
        return disk;
    }

    Ledger ledger() {
        return ledger;
    }

    StateHunt hunt(int mostAtAChange, StateHunt.Check looks) {
        return new StateHunt(DIRECTORY, mostAtAChange, seed, looks);
    }

    /** Runs while the states of each change are looked at. */
    void run(StateHunt hunt, int calls, int compactions) throws Exception {
        try (CheckCrew crew = new CheckCrew()) {
            hunt.follow(disk, ledger::now, crew);
            try (FileJournal journal = open(disk)) {
                new CrashWorkload(journal, ledger, clock, seed).run(calls, compactions);
            }
        }
        hunt.assertNothingFound();
    }

    FileJournal open(StrictDisk left) {
        return FileJournal.open(PATH, options, left);
    }

    /** What must hold for any state that a crash leaves. */
    void look(StrictDisk left, long ticket) throws IOException {
        look(left, lines -> ledger.assertHeldBy(lines, ticket));
    }

    void look(StrictDisk left, StateCheck.Promise promise) throws IOException {
        check.check(left, promise);
    }
}
