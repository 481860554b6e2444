package dev.opjournal.reliability;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that fills a file system. */
public final class Ballast {
    private static final int[] PIECES = {1 << 16, 1 << 12, 1 << 10, 1};

    private final Path file;

    public Ballast(Path root) {
        this.file = root.resolve("ballast");
    }

    /** Takes all space but so much. */
    public void fillAllBut(long leave) throws IOException {
        try (RandomAccessFile ballast = new RandomAccessFile(file.toFile(), "rw")) {
            ballast.seek(ballast.length());
            for (int piece : PIECES) {
                fill(ballast, new byte[piece]);
            }
            if (leave > 0) {
                ballast.setLength(Math.max(0, ballast.length() - leave));
            }
            ballast.getFD().sync();
        }
    }

    private static void fill(RandomAccessFile ballast, byte[] piece) {
        try {
            while (true) {
                ballast.write(piece);
            }
        } catch (IOException full) {
            // Which is what was wanted; a smaller piece may fit still.
        }
    }

    public void drop() throws IOException {
        Files.deleteIfExists(file);
    }
}
