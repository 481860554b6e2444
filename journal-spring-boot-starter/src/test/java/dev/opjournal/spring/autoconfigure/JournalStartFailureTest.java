package dev.opjournal.spring.autoconfigure;

import static dev.opjournal.spring.FailedStart.assertThatAnalysisIsPrinted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OperationSpec;
import dev.opjournal.UnsupportedFormatException;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.FailedStart;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.RunningApplication;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bad input: real starts of real applications, and what they print. */
@ExtendWith(OutputCaptureExtension.class)
class JournalStartFailureTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @Test
    void aPathThatIsNotSet(CapturedOutput output) {
        JournalException failure = FailedStart.of(Path.of(""), NoBeans.class);

        assertThat(failure).isInstanceOf(JournalSetUpException.class);
        assertThatAnalysisIsPrinted(output, failure);
    }

    @Test
    void aMissingDirectory(CapturedOutput output) {
        Path missing = directory.resolve("not-mounted");
        JournalException failure = FailedStart.of(missing.resolve("ops.journal"), NoBeans.class);

        assertThat(failure).isInstanceOf(JournalOpenException.class).hasMessageContaining(missing.toString());
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(missing).doesNotExist();
    }

    // A directory in which not even root may create a file.
    @Test
    @EnabledOnOs(OS.LINUX)
    void anUnwritableDirectory(CapturedOutput output) {
        Path unwritable = Path.of("/sys/kernel/ops.journal");
        JournalException failure = FailedStart.of(unwritable, NoBeans.class);

        assertThat(failure).isInstanceOf(JournalOpenException.class).hasMessageContaining(unwritable.toString());
        assertThatAnalysisIsPrinted(output, failure);
    }

    @Test
    void aPathThatIsADirectory(CapturedOutput output) throws IOException {
        Files.createDirectory(file);
        JournalException failure = FailedStart.of(file, NoBeans.class);

        assertThat(failure).isInstanceOf(JournalOpenException.class).hasMessageContaining(file.toString());
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(file).isEmptyDirectory();
    }

    @Test
    void aFileThatIsHeld(CapturedOutput output) throws IOException {
        try (Journal holder = FileJournal.open(file)) {
            byte[] before = Files.readAllBytes(file);
            JournalException failure = FailedStart.of(file, NoBeans.class);

            assertThat(failure)
                    .isInstanceOf(JournalLockedException.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            assertThatAnalysisIsPrinted(output, failure);
            assertThat(file).hasBinaryContent(before);
            assertThat(holder.inFlight()).isEmpty();
        }
    }

    @Test
    void aFileOfAnotherVersion(CapturedOutput output) throws IOException {
        Interrupted.leave(file, "vm.start");
        writeVersion(file, 2);
        byte[] before = Files.readAllBytes(file);
        JournalException failure = FailedStart.of(file, NoBeans.class);

        assertThat(failure).isInstanceOf(UnsupportedFormatException.class).hasMessageContaining("version 2");
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aFileThatIsNoJournal(CapturedOutput output) throws IOException {
        Files.writeString(file, "<?xml version=\"1.0\"?>\n<journal/>\n");
        byte[] before = Files.readAllBytes(file);
        JournalException failure = FailedStart.of(file, NoBeans.class);

        assertThat(failure).isInstanceOf(JournalOpenException.class).hasMessageContaining("never a journal");
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDamagedFile(CapturedOutput output) throws IOException {
        Interrupted.leave(file, "vm.start", "vm.stop");
        byte[] before = Files.readAllBytes(file);
        int middle = new String(before, StandardCharsets.UTF_8).indexOf("task of vm.start");
        before[middle] ^= 1;
        Files.write(file, before);
        JournalException failure = FailedStart.of(file, NoBeans.class);

        assertThat(failure)
                .isInstanceOfSatisfying(
                        JournalDamagedException.class,
                        damage -> assertThat(damage.offset()).isEqualTo(startOfLine(before, middle)));
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(file).hasBinaryContent(before);
        assertThat(filesBeside(file)).isEmpty();
    }

    @Test
    void twoHandlersForOneKind(CapturedOutput output) {
        JournalException failure = FailedStart.of(file, TwoHandlers.class);

        assertThat(failure).isInstanceOf(JournalSetUpException.class);
        assertThatAnalysisIsPrinted(output, failure);
        assertThat(output).contains("the beans firstWay and secondWay");
    }

    @Test
    void aPropertyOutOfBounds(CapturedOutput output) {
        Throwable failure =
                catchThrowable(() -> RunningApplication.start(file, NoBeans.class, "journal.recovery.max-attempts=0"));

        assertThat(failure).isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "journal.recovery.max-attempts", "must be at least 1");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFailureOfOneOperationKeepsItsStackTrace(CapturedOutput output) {
        JournalException failure = FailedStart.of(file, BeginsTwice.class);

        assertThat(failure).isInstanceOf(KeyInFlightException.class);
        assertThat(output).doesNotContain("APPLICATION FAILED TO START").contains("at " + BeginsTwice.class.getName());
    }

    // As a later release would write it: the version is another, the seal is right.
    private static void writeVersion(Path file, int version) throws IOException {
        String text = Files.readString(file);
        String header =
                text.substring(0, text.indexOf(",\"crc\"")).replaceFirst("\"format\":\\d+", "\"format\":" + version);
        String fileId = header.replaceFirst(".*\"file_id\":\"([0-9a-f]+)\".*", "$1");
        CRC32C crc = new CRC32C();
        crc.update((fileId + header).getBytes(StandardCharsets.US_ASCII));
        String seal = String.format(",\"crc\":\"%08x\"}", crc.getValue());
        Files.writeString(file, header + seal + text.substring(text.indexOf('\n')));
    }

    private static long startOfLine(byte[] bytes, int position) {
        int start = position;
        while (bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static List<Path> filesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.filter(
                            other -> !other.equals(file) && !other.toString().endsWith(".lock"))
                    .toList();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoHandlers {
        @Bean
        RecoveryHandler firstWay() {
            return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.stillRunning());
        }

        @Bean
        RecoveryHandler secondWay() {
            return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.succeeded());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BeginsTwice {
        @Bean
        InitializingBean beginsTwice(Journal journal) {
            return () -> {
                OperationSpec oneShot = OperationSpec.of("vm.start").idempotencyKey("job-1");
                journal.begin(oneShot).taskRunning("UPID:1");
                journal.begin(oneShot).succeeded();
            };
        }
    }
}
