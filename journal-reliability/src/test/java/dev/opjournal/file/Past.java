package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What became of a journal before its file was altered. Its batches are of one line and of many, its lines short ones, ones
 * with many spaces, and ones that reach over several sectors.
 */
enum Past {
    CRASHED {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            Path path = directory.resolve("crashed.journal");
            try (Journal journal = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
                List<JournalEntry> written = fill(journal, entries, new Random(seed));
                return new JournalBytes(Files.readAllBytes(path), written);
            }
        }
    },
    CLOSED {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            Path path = directory.resolve("closed.journal");
            return new JournalBytes(closed(path, entries, seed), entriesOf(path));
        }
    },
    /** Opened after a crash, with an opening line behind the last batch, and nothing taken since. */
    REOPENED {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            JournalBytes crashed = CRASHED.journal(directory, entries, seed);
            Path path = directory.resolve("reopened.journal");
            Files.write(path, crashed.bytes());
            try (Journal journal = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
                return new JournalBytes(Files.readAllBytes(path), TailTest.everything(journal, crashed.entries()));
            }
        }
    },
    /** Closed twice, and written to since: closing lines stand among its lines. */
    CLOSED_BEFORE {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            Path path = directory.resolve("closed-before.journal");
            closed(path, entries / 3, seed);
            closed(path, entries / 3, seed + 1);
            try (Journal journal = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
                fill(journal, entries - entries / 3 * 2, new Random(seed + 2));
                return new JournalBytes(Files.readAllBytes(path), entriesOf(path));
            }
        }
    },
    /** Made from a Go daemon's file, so that half of its lines stand below its base. */
    CONVERTED {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            return JournalBytes.rewritten(directory, entries, seed);
        }
    },
    /** Made by a compaction, so that its record numbers do not begin at 1, and written to since. */
    COMPACTED {
        @Override
        JournalBytes journal(Path directory, int entries, long seed) throws IOException {
            Path path = directory.resolve("compacted.journal");
            FileJournalOptions forgetful = JournalBytes.SMALL_CHUNKS.withRetainOperations(Duration.ofNanos(1));
            try (Journal journal = FileJournal.open(path, forgetful)) {
                fill(journal, entries, new Random(seed));
                journal.compact();
                fill(journal, entries / 2, new Random(seed + 1));
                return new JournalBytes(Files.readAllBytes(path), entriesOf(path));
            }
        }
    };

    private static final int MOST_IN_A_BATCH = 11;
    private static final int SECTOR = 512;
    private static final int LONGEST = 1400;

    /** A journal with this past of about so many entries. */
    abstract JournalBytes journal(Path directory, int entries, long seed) throws IOException;

    /** The same with at most so many bytes, up to a multiple of 512, of the space behind its lines. */
    JournalBytes journal(Path directory, int entries, long seed, int space) throws IOException {
        JournalBytes journal = journal(directory, entries, seed);
        int most = ((journal.end() + space) / SECTOR + 1) * SECTOR;
        return new JournalBytes(journal.cutAt(Math.min(most, journal.bytes().length)), journal.entries());
    }

    private static byte[] closed(Path path, int entries, long seed) throws IOException {
        try (Journal journal = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
            fill(journal, entries, new Random(seed));
        }
        return Files.readAllBytes(path);
    }

    private static List<JournalEntry> entriesOf(Path path) {
        List<JournalEntry> entries = new ArrayList<>();
        try (JournalFile file = JournalFile.open(path)) {
            file.read((entry, offset, length) -> entries.add(entry));
        }
        return entries;
    }

    private static List<JournalEntry> fill(Journal journal, int entries, Random random) {
        List<JournalEntry> written = new ArrayList<>();
        List<JournalEntry> inFlight = new ArrayList<>();
        while (written.size() < entries) {
            int size = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(MOST_IN_A_BATCH);
            List<JournalEntry> batch = new ArrayList<>();
            for (int i = Math.min(size, entries - written.size()); i > 0; i--) {
                batch.add(entry(inFlight, random));
            }
            written.addAll(journal.append(batch));
        }
        return written;
    }

    private static JournalEntry entry(List<JournalEntry> inFlight, Random random) {
        if (inFlight.size() > 3 && random.nextBoolean()) {
            JournalEntry begun = inFlight.remove(random.nextInt(inFlight.size()));
            return begun.toBuilder()
                    .state(random.nextInt(4) == 0 ? OpState.FAILED : OpState.SUCCEEDED)
                    .build();
        }
        String opId = "op-" + Long.toHexString(random.nextLong());
        JournalEntry begun = JournalEntry.of(opId, "vm.start", OpState.STARTED)
                .target("1" + random.nextInt(100))
                .idempotencyKey(random.nextInt(3) == 0 ? "key-" + opId : null)
                .params(
                        switch (random.nextInt(8)) {
                            case 0 -> Map.of("spaces", " ".repeat(200) + "x" + " ".repeat(random.nextInt(700)));
                            case 1 -> Map.of("sectors", "é{\"\\x".repeat(random.nextInt(LONGEST) / 5));
                            case 2 -> Map.of("seal", ",\"n\":1,\"d\":99999999,\"crc\":\"00000000\"}\n");
                            default -> Map.of();
                        })
                .build();
        inFlight.add(begun);
        return begun;
    }
}
