package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A lock file names the one that holds the lock, and whether it does can be told. */
class LocalLockHolderTest {
    /** More than any system gives. */
    private static final long NOBODY = 999_999_999_999L;

    private static final String HERE = LocalLockHolder.here(Instant.EPOCH);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("ops.journal.lock");
    }

    private boolean isNamed(String text) throws IOException {
        Files.writeString(path, text);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            return LocalLockHolder.isNamed(file);
        }
    }

    private static String hereWith(long pid) {
        return HERE.replace("process " + ProcessHandle.current().pid() + " ", "process " + pid + " ");
    }

    @Test
    void aHolderThatHasNotWrittenItsNameIsNotNamed() throws IOException {
        assertThat(isNamed("")).isFalse();
        assertThat(isNamed("process 1")).isFalse();
        assertThat(isNamed(HERE)).as("without the end of its line").isFalse();
    }

    @Test
    void aProcessOfThisHostThatIsNoMoreIsNotTheHolder() throws IOException {
        assertThat(isNamed(hereWith(NOBODY) + "\n")).isFalse();
    }

    @Test
    void aProcessThatAsksIsNotTheHolder() throws IOException {
        assertThat(isNamed(HERE + "\n")).isFalse();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC}) // where a process has a parent that lives
    void aProcessOfThisHostThatRunsIsNamed() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();

        assertThat(isNamed(hereWith(parent) + "\n")).isTrue();
    }

    @Test
    void ofAnotherHostWhateverIsWrittenIsTaken() throws IOException {
        assertThat(isNamed("process " + NOBODY + " on elsewhere since 2026-11-23T20:00:00Z\n"))
                .isTrue();
        assertThat(isNamed("somebody\n")).isTrue();
    }

    @Test
    void whatIsWrittenIsReadUntilItIsTakenAway() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            assertThat(LocalLockHolder.read(file)).isEqualTo("another process");
            LocalLockHolder.write(file, "a name that is longer than the next");
            LocalLockHolder.write(file, HERE);
            assertThat(LocalLockHolder.read(file)).isEqualTo(HERE);
            assertThat(path).content().isEqualTo(HERE + "\n");
            LocalLockHolder.takeAway(file);
            assertThat(LocalLockHolder.read(file)).isEqualTo("another process");
            assertThat(LocalLockHolder.isNamed(file)).isFalse();
            assertThat(path).as("so that it keeps its place on a full disk").isNotEmptyFile();
        }
    }
}
