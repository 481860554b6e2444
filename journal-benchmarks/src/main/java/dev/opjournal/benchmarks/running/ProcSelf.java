package dev.opjournal.benchmarks.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux knows of this process. */
final class ProcSelf {
    private static final Path SELF = Path.of("/proc/self");
    private static final String WRITTEN = "wchar: ";

    private ProcSelf() {}

    /** Bytes handed to write calls so far, of all threads and to all files. */
    static long bytesWritten() throws IOException {
        for (String line : Files.readAllLines(SELF.resolve("io"))) {
            if (line.startsWith(WRITTEN)) {
                return Long.parseLong(line.substring(WRITTEN.length()));
            }
        }
        throw new IOException("/proc/self/io has no wchar");
    }

    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            return files.count();
        }
    }
}
