package dev.opjournal.file;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads the good lines of a journal, from a position on to the first stretch that is no good line, as {@link LineScan}
 * does, and tells of each what an opening needs. The file is read once, in chunks that are split at line ends.
 *
 * <p>Of a large file the chunks are scanned by as many threads as there are processors, of which the calling one is
 * the last: it alone reads the file, and takes the chunks in their order to check what needs the line before, so that
 * lines are told in the order of the file by one thread. While the chunk that is due is not done, it scans others. With
 * one processor, or little to read, no thread is started. Memory is bounded by a few chunks a processor, of which each is as
 * long as {@link #CHUNK} or the longest line.
 */
final class LogScan {
    /** Takes the good lines in their order. */
    interface Visitor {
        /** Hears of a line that may be told soon. */
        default void soon(LineFacts facts) {}

        /**
         * Takes one good line.
         *
         * @param facts belong to the scan, and hold until this returns
         * @param offset at which the line begins
         * @param length of the line with its line end
         */
        void line(LineFacts facts, long offset, int length);
    }

    /** What is scanned with its facts while it is in the processor's cache. */
    private static final int CHUNK = 1 << 18;

    private static final int MOST_CHUNKS_A_PROCESSOR = 3;

    /** Below that, starting threads takes longer than they save. */
    private static final long WORTH_THREADS = 1 << 24;

    private final DiskFile file;
    private final Header header;
    private final Fingerprints fingerprints;
    private final int processors;
    private final int chunkBytes;

    LogScan(DiskFile file, Header header, Fingerprints fingerprints) throws IOException {
        this(
                file,
                header,
                fingerprints,
                file.size() < WORTH_THREADS ? 1 : Runtime.getRuntime().availableProcessors(),
                CHUNK);
    }

    /** With as many threads as told and chunks of another size: for tests. */
    LogScan(DiskFile file, Header header, Fingerprints fingerprints, int processors, int chunkBytes) {
        this.file = file;
        this.header = header;
        this.fingerprints = fingerprints;
        this.processors = processors;
        this.chunkBytes = chunkBytes;
    }

    /** Reads from a position on, which is behind a good line. */
    LineScan.Position run(LineScan.Position start, Visitor visitor) throws IOException {
        Sequence sequence = new Sequence(header, start);
        ChunkReader reader = new ChunkReader(file, start.offset());
        try (ScanCrew crew = new ScanCrew()) {
            crew.start(processors - 1);
            Deque<Chunk> free = new ArrayDeque<>();
            for (int i = 0; i < mostChunks(); i++) {
                free.add(new Chunk(chunkBytes, fingerprints, header.seed()));
            }
            while (true) {
                while (!free.isEmpty() && reader.fill(free.element())) {
                    crew.add(free.remove());
                }
                Chunk next = crew.next();
                if (next == null || !next.tell(sequence, visitor)) {
                    return sequence.position();
                }
                free.add(next);
            }
        }
    }

    private int mostChunks() {
        return processors == 1 ? 1 : processors * MOST_CHUNKS_A_PROCESSOR;
    }
}
