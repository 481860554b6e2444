package dev.opjournal.benchmarks.append;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What {@code syncs.c} counts, read from the page that it shares with this JVM. */
final class SyncCounters {
    /** The environment variable by which the library finds its page. */
    static final String VARIABLE = "SYNCS_FILE";

    private static final int PAGE = 4096;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer page;

    private SyncCounters(ByteBuffer page) {
        this.page = page;
    }

    /** Makes the page, with all counters at nothing. */
    static void create(Path file) throws IOException {
        Files.write(file, new byte[PAGE]);
    }

    static SyncCounters read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SyncCounters(channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE));
        }
    }

    /** Counters, at their places in the library's page. */
    enum Counter {
        BEGUN(0),
        COMPLETED(1),
        FSYNC(2),
        FDATASYNC(3),
        MSYNC(4),
        SYNCED_WRITE(5);

        private final int place;

        Counter(int place) {
            this.place = place;
        }
    }

    long get(Counter counter) {
        return (long) LONGS.getVolatile(page, counter.place * Long.BYTES);
    }

    /** All that reached the device, by whatever call. */
    long syncs() {
        return get(Counter.FSYNC) + get(Counter.FDATASYNC) + get(Counter.MSYNC) + get(Counter.SYNCED_WRITE);
    }
}
