package dev.opjournal.file;

import dev.opjournal.BatchWritten;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import java.util.List;
import java.util.function.Consumer;

/** What listeners are to be told, as it waits in their queues. */
interface Event {
    /** How many calls of a listener it takes. */
    int calls();

    /** How much it keeps in memory, about, in bytes of lines. */
    long bytes();

    void tell(Voice voice);

    /** Calls one listener; never throws. */
    @FunctionalInterface
    interface Voice {
        /** The log names what it was about if the listener throws. */
        void call(Consumer<JournalListener> call, Object about);
    }

    /** One call; {@code calls} is 0 if it takes no room. */
    record Single(int calls, Consumer<JournalListener> call, Object about) implements Event {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void tell(Voice voice) {
            voice.call(call, about);
        }
    }

    /** A batch and each entry in it. */
    record Batch(BatchWritten batch, List<JournalEntry> entries) implements Event {
        @Override
        public int calls() {
            return 1 + batch.entries();
        }

        @Override
        public long bytes() {
            return batch.bytes();
        }

        @Override
        public void tell(Voice voice) {
            voice.call(listener -> listener.batchWritten(batch), batch);
            for (JournalEntry entry : entries) {
                voice.call(listener -> listener.entryDurable(entry), entry);
            }
        }
    }
}
