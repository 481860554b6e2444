package dev.opjournal.spring;

import static dev.opjournal.spring.FailedStart.assertThatAnalysisIsPrinted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class HeldByAnotherProcessIT {
    @TempDir
    Path directory;

    @Test
    void aHolderStopsTheStartUntilItIsKilled(CapturedOutput output) throws IOException {
        Path file = directory.resolve("ops.journal");
        try (OtherProcess holder = OtherProcess.start(directory, Holder.class, file)) {
            assertThat(holder.message()).isEqualTo("holding");
            byte[] before = Files.readAllBytes(file);

            JournalException failure = FailedStart.of(file, NoBeans.class);

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            JournalLockedException.class,
                            locked -> assertThat(locked.holder()).contains(Long.toString(holder.pid())));
            assertThatAnalysisIsPrinted(output, failure);
            assertThat(file).hasBinaryContent(before);
        }

        try (RunningApplication application = RunningApplication.start(file, NoBeans.class)) {
            assertThat(application.journal().inFlight()).isEmpty();
        }
    }

    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (Journal held = FileJournal.open(Path.of(arguments[1]))) {
                OtherProcess.tell(arguments[0], held.inFlight().isEmpty() ? "holding" : "in flight");
                new CountDownLatch(1).await();
            }
        }
    }
}
