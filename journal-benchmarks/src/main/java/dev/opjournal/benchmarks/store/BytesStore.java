package dev.opjournal.benchmarks.store;

/** A store that keeps bytes under a number, as the peers do. */
interface BytesStore extends Store {
    /** Callers on all threads; returns when the entry is on the device. */
    void append(long id, byte[] entry) throws Exception;

    @Override
    default Caller caller(int number) {
        SampleLine line = new SampleLine(number);
        return () -> append(line.next(), line.bytes());
    }
}
