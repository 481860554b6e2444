package dev.opjournal.benchmarks.store;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.file.FileJournal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The whole journal with its defaults: claims, transitions, checksum and index included. */
final class OpjournalStore implements Store {
    private final Journal journal;

    OpjournalStore(Path directory) {
        journal = FileJournal.open(directory.resolve("operations.journal"));
    }

    @Override
    public Caller caller(int number) {
        return new OperationCaller(journal, number);
    }

    @Override
    public void close() {
        journal.close();
    }

    /** Runs one operation after the other; each call is its next step. */
    private static final class OperationCaller implements Caller {
        private final Journal journal;
        private final int number;
        private long operations;
        private @Nullable Operation operation;
        private boolean running;

        OperationCaller(Journal journal, int number) {
            this.journal = journal;
            this.number = number;
        }

        @Override
        public void append() {
            if (operation == null) {
                operation = journal.begin(SampleOperation.spec(number, ++operations));
            } else if (!running) {
                operation.taskRunning(SampleOperation.TASK);
                running = true;
            } else {
                operation.succeeded();
                operation = null;
                running = false;
            }
        }
    }
}
