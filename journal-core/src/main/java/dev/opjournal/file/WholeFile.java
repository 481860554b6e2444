package dev.opjournal.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that are all below its base. It is written under a name of its own and is on the device, whole, before it
 * gets the name of a journal.
 */
final class WholeFile {
    /** Gives the lines, and gives the same ones whenever it is asked. */
    interface Source {
        void give(Lines lines) throws IOException;
    }

    private WholeFile() {}

    /**
     * Writes the file, in place of an older one. The source is asked twice: the header, which comes first, tells how many
     * bytes follow.
     *
     * @param number the number before the first line's
     */
    static void write(Disk disk, Path path, long number, Instant at, Source source) throws IOException {
        disk.deleteIfExists(path);
        String fileId = Header.newFileId();
        Lines counted = new Lines(fileId, null, 0, number);
        source.give(counted);
        try (DiskFile file = disk.create(path)) {
            byte[] header = Header.before(fileId, counted.bytes, number, at);
            file.write(0, header, 0, header.length);
            Lines written = new Lines(fileId, file, header.length, number);
            source.give(written);
            written.flush();
            file.sync();
            if (written.bytes != counted.bytes) {
                throw new IOException("The source gave " + counted.bytes + " bytes of lines, then " + written.bytes);
            }
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** Seals lines below the base, one after the other; writes them, or only counts their bytes. */
    static final class Lines {
        private static final int CHUNK = 1 << 18;

        private final byte[] seed;
        private final @Nullable DiskFile file;
        private final Bytes chunk = new Bytes(CHUNK * 2);
        private long at;
        private long bytes;
        private long number;

        private Lines(String fileId, @Nullable DiskFile file, long at, long number) {
            this.seed = Header.seed(fileId);
            this.file = file;
            this.at = at;
            this.number = number;
        }

        /** With which the checksum of each line begins. */
        byte[] seed() {
            return seed;
        }

        void add(Line line) {
            int before = chunk.length();
            LineFormat.seal(line, ++number, 0, chunk);
            bytes += chunk.length() - before;
            if (chunk.length() >= CHUNK) {
                try {
                    flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void flush() throws IOException {
            if (file != null) {
                file.write(at, chunk.array(), 0, chunk.length());
            }
            at += chunk.length();
            chunk.clear();
        }
    }
}
