package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An ext4 file system whose device has promised more than it has, as thin provisioning does: a sparse image on a file system in memory
 * which gets full. Then what goes to a block that the image has not got yet fails below ext4, after its page cache has taken it. What
 * ext4 writes of its own, its log for one, has its blocks, so that the file system itself lives on.
 *
 * <p>A loop device reports a write that its image took only the beginning of as done. So whatever is to fail must begin in a block
 * that the image has not got; blocks have 4,096 bytes.
 */
public final class ThinDisk implements AutoCloseable {
    public static final int BLOCK = 4096;

    private static final long IMAGE_BYTES = 16 << 20;
    private static final long BESIDE_IT = 4 << 20;
    private static final String OPTIONS = "data=ordered";

    private final MountPoint memory;
    private final LoopDisk disk;
    private final Ballast ballast;

    private ThinDisk(MountPoint memory, LoopDisk disk) {
        this.memory = memory;
        this.disk = disk;
        this.ballast = new Ballast(memory.directory());
    }

    public static ThinDisk create() throws IOException {
        MountPoint memory = MountPoint.inMemory(IMAGE_BYTES + BESIDE_IT);
        try {
            return onto(memory);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private static ThinDisk onto(MountPoint memory) throws IOException {
        LoopDisk disk = LoopDisk.create(memory.directory(), IMAGE_BYTES);
        try {
            disk.format("-b", Integer.toString(BLOCK));
            disk.allocate();
            disk.mount(OPTIONS);
            disk.trim();
            return new ThinDisk(memory, disk);
        } catch (IOException | RuntimeException | Error e) {
            disk.close();
            throw e;
        }
    }

    public Path root() {
        return disk.root();
    }

    /** From now on no block can be written that was never written before. */
    public void starve() throws IOException {
        ballast.fillAllBut(0);
    }

    /** From now on no block can be written that was never written before, nor any of the file from an offset on: what it held is lost. */
    public void starveFrom(Path file, long offset) throws IOException {
        assertThat(offset % BLOCK).as("the offset in its block").isZero();
        String freed = Commands.run(
                CProgram.program("punch").toString(),
                file.toString(),
                disk.image().toString(),
                Long.toString(offset));
        assertThat(Long.parseLong(freed)).as("bytes taken away").isPositive();
        starve();
    }

    /** There is room again. */
    public void feed() throws IOException {
        ballast.drop();
    }

    /** Drops all that the kernel has of it in memory: what is read from now on is what the device holds. */
    public void mountAnew() {
        disk.unmount();
        disk.mount(OPTIONS);
    }

    @Override
    public void close() {
        disk.close();
        memory.close();
    }
}
