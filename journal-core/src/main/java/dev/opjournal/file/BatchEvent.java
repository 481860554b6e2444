package dev.opjournal.file;

import dev.opjournal.BatchWritten;
import dev.opjournal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch, each entry in it, and what each entry means.
 *
 * @param calls how many calls of a listener it takes
 * @param begunAt when the operation of each entry was begun, in the order of the entries
 */
record BatchEvent(int calls, BatchWritten batch, List<JournalEntry> entries, List<Instant> begunAt) implements Event {
    /** As {@link #calls}. Takes no memory. */
    static int callsFor(List<Pending> batch) {
        int calls = 1;
        for (int i = 0; i < batch.size(); i++) {
            for (Pending.Part part = batch.get(i).first(); part != null; part = part.next()) {
                JournalEntry entry = part.written();
                calls += !entry.isInFlight() || Claims.isMadeBy(entry) ? 2 : 1;
            }
        }
        return calls;
    }

    /**
     * Of a batch that readers see from now on.
     *
     * @param writeNanos how long its write and sync took
     */
    static BatchEvent of(List<Pending> batch, int calls, long bytes, long writeNanos) {
        long now = System.nanoTime();
        List<Duration> appends = new ArrayList<>(batch.size());
        List<JournalEntry> entries = new ArrayList<>(calls);
        List<Instant> begunAt = new ArrayList<>(calls);
        for (Pending pending : batch) {
            if (pending.isTimed()) {
                appends.add(Duration.ofNanos(now - pending.calledAt()));
            }
            for (Pending.Part part = pending.first(); part != null; part = part.next()) {
                entries.add(part.written());
                begunAt.add(part.begunAt());
            }
        }
        BatchWritten written = new BatchWritten(entries.size(), bytes, Duration.ofNanos(writeNanos), appends);
        return new BatchEvent(calls, written, entries, begunAt);
    }

    @Override
    public long bytes() {
        return batch.bytes();
    }

    @Override
    public void tell(Voice voice) {
        voice.call(listener -> listener.batchWritten(batch), batch);
        for (int i = 0; i < entries.size(); i++) {
            JournalEntry entry = entries.get(i);
            voice.call(listener -> listener.entryDurable(entry), entry);
            if (!entry.isInFlight()) {
                Instant begun = begunAt.get(i);
                voice.call(listener -> listener.operationEnded(entry, begun), entry);
            } else if (Claims.isMadeBy(entry)) {
                voice.call(listener -> listener.keyClaimed(Claims.admitted(entry)), entry);
            }
        }
    }
}
