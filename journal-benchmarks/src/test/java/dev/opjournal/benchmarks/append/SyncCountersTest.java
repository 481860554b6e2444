package dev.opjournal.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Jvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library counts, and what it does not. Skipped where there is no gcc. */
class SyncCountersTest {
    private static final Path GCC = Path.of("/usr/bin/gcc");
    private static final Path SOURCE = Path.of("src/main/c/syncs.c");

    @TempDir
    Path directory;

    private Path counters;

    @BeforeEach
    void compile() throws Exception {
        assumeThat(GCC).exists();
        Process gcc = new ProcessBuilder(
                        GCC.toString(),
                        "-O2",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library().toString(),
                        SOURCE.toString(),
                        "-ldl")
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).isZero();
        counters = directory.resolve("counters");
        SyncCounters.create(counters);
    }

    @Test
    void eachWayToTheDeviceIsCountedOnceAndAPlainWriteIsNot() throws Exception {
        assertThat(child().run(Writes.class, directory, directory, counters))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("FSYNC", 1.0, "FDATASYNC", 2.0, "MSYNC", 1.0, "SYNCED_WRITE", 4.0));
    }

    @Test
    void withoutASyncNothingIsCompleted() throws Exception {
        assertThat(child().run(PlainWrites.class, directory, directory, counters))
                .containsEntry("COMPLETED", 0.0);
    }

    private ChildJvm child() throws IOException {
        return new ChildJvm(Jvm.current())
                .environment("LD_PRELOAD", library().toString())
                .environment(SyncCounters.VARIABLE, counters.toString());
    }

    private Path library() {
        return directory.resolve("syncs.so");
    }

    /** Writes in all ways, each another number of times. */
    static final class Writes {
        private Writes() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            try (FileChannel channel =
                    new RandomAccessFile(directory.resolve("plain").toFile(), "rw").getChannel()) {
                channel.write(ByteBuffer.allocate(100));
                channel.force(true);
                channel.force(false);
                channel.force(false);
                MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
                mapped.put(0, (byte) 1);
                mapped.force();
            }
            try (RandomAccessFile synced =
                    new RandomAccessFile(directory.resolve("synced").toFile(), "rwd")) {
                for (int i = 0; i < 4; i++) {
                    synced.write(new byte[100]);
                }
            }
            SyncCounters counters = SyncCounters.read(Path.of(arguments[1]));
            for (SyncCounters.Counter counter : SyncCounters.Counter.values()) {
                if (counter != SyncCounters.Counter.BEGUN && counter != SyncCounters.Counter.COMPLETED) {
                    ChildJvm.say(counter.name(), counters.get(counter));
                }
            }
        }
    }

    /** Writes and tells that it is written, which is not durable. */
    static final class PlainWrites {
        private PlainWrites() {}

        public static void main(String[] arguments) throws Exception {
            Files.write(Path.of(arguments[0]).resolve("plain"), new byte[100]);
            SyncCounters counters = SyncCounters.read(Path.of(arguments[1]));
            ChildJvm.say("COMPLETED", counters.get(SyncCounters.Counter.COMPLETED));
        }
    }
}
