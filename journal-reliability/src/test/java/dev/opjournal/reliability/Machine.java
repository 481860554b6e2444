package dev.opjournal.reliability;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a machine must have for the tests that ask the real kernel: Linux, its loop devices, root, and a few programs. */
public final class Machine {
    private static final Path LOOP_CONTROL = Path.of("/dev/loop-control");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 256L << 20;

    private Machine() {}

    /** Skips the test, loudly, where it cannot mount an ext4 file system in an image, or compile a C program. */
    public static void needsLoopDevices(Class<?> test) throws IOException {
        skipUnless(test, missing(true, "gcc", "mkfs.ext4", "mount", "umount", "fstrim"));
    }

    /** Skips the test, loudly, where it cannot compile a library and have it loaded before others. */
    public static void needsPreload(Class<?> test) throws IOException {
        skipUnless(test, missing(false, "gcc"));
    }

    /** Skips the test, loudly, where a program is not installed. */
    public static void needs(Class<?> test, String program) {
        skipUnless(test, isThere(program) ? Optional.empty() : Optional.of(isMissing(program)));
    }

    private static String isMissing(String program) {
        return "there is no " + program + " on the PATH";
    }

    private static void skipUnless(Class<?> test, Optional<String> missing) {
        if (missing.isPresent()) {
            Figures.of(test, "skipped").with("skipped", missing.get()).report();
            abort(test.getSimpleName() + " is skipped: " + missing.get());
        }
    }

    private static Optional<String> missing(boolean mounts, String... programs) throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.of("it needs Linux");
        }
        Optional<String> program =
                Arrays.stream(programs).filter(name -> !isThere(name)).findFirst();
        if (program.isPresent()) {
            return program.map(Machine::isMissing);
        }
        return mounts ? missingForMounts() : Optional.empty();
    }

    private static Optional<String> missingForMounts() throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            return Optional.of("it needs root, to mount file systems");
        }
        if (Files.notExists(LOOP_CONTROL)) {
            return Optional.of("there are no loop devices (no " + LOOP_CONTROL + ")");
        }
        // In a container root may still lack the right.
        try (LoopDisk disk = LoopDisk.create(images(), 4 << 20)) {
            disk.format();
            Commands.Result mounted = disk.tryToMount("data=ordered");
            return mounted.exit() == 0 ? Optional.empty() : Optional.of("nothing can be mounted: " + mounted.said());
        }
    }

    /** Answers whether a program is on the path. */
    public static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Where images lie: in memory if there is room, since what is tested is what reaches the loop device. */
    public static Path images() throws IOException {
        boolean inMemory = Files.isDirectory(SHARED_MEMORY)
                && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= ENOUGH;
        return inMemory ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
