package dev.opjournal.file;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process takes of the machine. */
final class Resources {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int MOST_COLLECTIONS = 10;

    private Resources() {}

    /** Bytes of the heap that stay after collections, until a further one frees nothing. */
    static long liveHeap() {
        long live = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= live) {
                break;
            }
            live = now;
        }
        return live;
    }

    static boolean tellsOpenFiles() {
        return Files.isDirectory(OPEN_FILES);
    }

    /** What is open but for class files, which are opened when a class is needed first; 0 where the system does not tell. */
    static int openFiles() throws IOException {
        if (!tellsOpenFiles()) {
            return 0;
        }
        List<Path> numbers;
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            numbers = open.toList();
        }
        int count = 0;
        for (Path number : numbers) {
            // The listing itself was open while it was made, and is no more.
            if (Files.exists(number) || Files.isSymbolicLink(number)) {
                count += Files.readSymbolicLink(number).toString().endsWith(".jar") ? 0 : 1;
            }
        }
        return count;
    }
}
