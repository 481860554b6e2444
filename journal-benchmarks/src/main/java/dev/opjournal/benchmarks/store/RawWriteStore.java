package dev.opjournal.benchmarks.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The floor under the journal: the same bytes, one synced write call over space that was set aside, and nothing else. For one
 * thread.
 */
final class RawWriteStore implements BytesStore {
    private static final int SPACE_BYTES = 32 << 20;

    private final RandomAccessFile file;
    private int end;

    RawWriteStore(Path directory) throws IOException {
        byte[] spaces = new byte[SPACE_BYTES];
        Arrays.fill(spaces, (byte) ' ');
        Path path = directory.resolve("raw");
        try (RandomAccessFile whole = new RandomAccessFile(path.toFile(), "rw")) {
            whole.write(spaces);
            whole.getFD().sync();
        }
        file = new RandomAccessFile(path.toFile(), "rwd");
    }

    @Override
    public void append(long id, byte[] entry) throws IOException {
        if (end + entry.length > SPACE_BYTES) {
            end = 0;
        }
        file.seek(end);
        file.write(entry);
        end += entry.length;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
