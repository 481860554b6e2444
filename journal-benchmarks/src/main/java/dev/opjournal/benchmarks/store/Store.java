package dev.opjournal.benchmarks.store;

import java.io.IOException;

/**
 * Something that keeps entries durably: when {@link Caller#append} returns, the entry is on the device. Each implementation
 * says how it is set to be as fast as it can be at that durability.
 */
public interface Store extends AutoCloseable {
    /** The way in of one thread; not to be shared. Numbers differ between the callers of one store. */
    Caller caller(int number);

    @Override
    void close() throws IOException;

    /** One thread's way into a store. */
    @FunctionalInterface
    interface Caller {
        /** Appends one entry of its own making, and returns when the entry is on the device. */
        void append() throws Exception;
    }
}
