package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Cuts the power of mounted ext4 file systems, by the ioctl {@code EXT4_IOC_SHUTDOWN}, through a program that is ready for it. */
public final class PowerCut implements AutoCloseable {
    /** What becomes of the changes that the file system's own log holds in memory. */
    public enum Log {
        /** Lost, as all that was not synced: a power cut. */
        LOST(2),
        /** Written: the cut comes just after the log's own write, so that names and sizes are newer than data. */
        WRITTEN(1);

        private final int flag;

        Log(int flag) {
            this.flag = flag;
        }
    }

    private final Process process;
    private final OutputStream input;
    private final BufferedReader output;

    private PowerCut(Process process) {
        this.process = process;
        this.input = process.getOutputStream();
        this.output = process.inputReader();
    }

    public static PowerCut ready() throws IOException {
        Path program = CProgram.program("power-cut");
        return new PowerCut(
                new ProcessBuilder(program.toString()).redirectErrorStream(true).start());
    }

    /** When this returns, nothing more goes to the device, and every call on the file system fails. */
    public void cut(Path root, Log log) throws IOException {
        input.write((log.flag + " " + root + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
        assertThat(output.readLine()).as("the cut of %s", root).isEqualTo("cut");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
