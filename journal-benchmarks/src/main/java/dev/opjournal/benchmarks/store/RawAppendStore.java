package dev.opjournal.benchmarks.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a journal costs at least that sets no space aside: the same bytes behind the end of a file, and a sync. One thread. */
final class RawAppendStore implements BytesStore {
    private final FileChannel channel;

    RawAppendStore(Path directory) throws IOException {
        channel = FileChannel.open(directory.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void append(long id, byte[] entry) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(entry);
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
