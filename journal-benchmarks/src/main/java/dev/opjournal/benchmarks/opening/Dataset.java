package dev.opjournal.benchmarks.opening;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.benchmarks.store.SampleOperation;
import dev.opjournal.file.FileJournal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Journals to be opened, written by the journal itself. */
final class Dataset {
    private static final int MOST_AT_ONCE = 1_000;
    private static final int BLOCK = 1 << 16;

    private Dataset() {}

    /** Writes ended operations with keys, the three entries of each behind one another, until there are so many entries. */
    static void writeEnded(Path file, int entries) {
        try (Journal journal = FileJournal.open(file)) {
            List<JournalEntry> drafts = new ArrayList<>();
            for (int operation = 0; operation * SampleOperation.ENTRIES < entries; operation++) {
                JournalEntry begun = begun(operation);
                JournalEntry running = running(begun);
                drafts.add(begun);
                drafts.add(running);
                drafts.add(running.toBuilder().state(OpState.SUCCEEDED).build());
                if (drafts.size() > MOST_AT_ONCE - SampleOperation.ENTRIES) {
                    journal.append(drafts);
                    drafts.clear();
                }
            }
            journal.append(drafts);
        }
    }

    /** Begins operations with keys and tasks, which stay in flight. */
    static void writeInFlight(Journal journal, int operations) {
        for (int from = 0; from < operations; from += MOST_AT_ONCE) {
            List<JournalEntry> begun = IntStream.range(from, Math.min(operations, from + MOST_AT_ONCE))
                    .mapToObj(Dataset::begun)
                    .toList();
            journal.append(begun);
            journal.append(begun.stream().map(Dataset::running).toList());
        }
    }

    private static JournalEntry begun(int number) {
        return JournalEntry.of(UUID.randomUUID().toString(), SampleOperation.KIND, OpState.STARTED)
                .target(SampleOperation.TARGET)
                .params(SampleOperation.PARAMS)
                .idempotencyKey(SampleOperation.key(0, number))
                .build();
    }

    private static JournalEntry running(JournalEntry begun) {
        return begun.toBuilder()
                .state(OpState.TASK_RUNNING)
                .task(SampleOperation.TASK)
                .build();
    }

    /** Copies the first lines of a journal, and its header: what a crash behind them would have left. */
    static void cut(Path whole, int entries, Path part) throws IOException {
        int missing = entries + 1;
        byte[] block = new byte[BLOCK];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(whole));
                OutputStream out = Files.newOutputStream(part)) {
            while (missing > 0) {
                int length = in.read(block);
                if (length < 0) {
                    throw new IOException(whole + " lacks " + missing + " of " + entries + " entries");
                }
                int taken = 0;
                while (taken < length && missing > 0) {
                    if (block[taken++] == '\n') {
                        missing--;
                    }
                }
                out.write(block, 0, taken);
            }
        }
    }
}
