package dev.opjournal;

/**
 * Hears of what a journal has made durable. Called in the thread whose call wrote the entry, after the entry is on the
 * device and outside every lock; what a listener throws is logged and harms nothing, but a slow listener holds up its
 * caller. So entries that different threads wrote may be told in another order than that of their record numbers.
 */
@FunctionalInterface
public interface JournalListener {
    /** The entry is on the device and readers see it. */
    void entryDurable(JournalEntry entry);
}
