package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every crash point of a four-step operation, and for each of them every crash point of the recovery behind it: before and after
 * each durable write, within each append of several entries, before and after each effect.
 */
class CrashScheduleTest {
    @TempDir(factory = InMemory.class)
    Path directory;

    /** Where syncs cost nothing: what a crash leaves is decided by the points, not by the disk. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "opjournal")
                    : Files.createTempDirectory("opjournal");
        }
    }

    /** The least number of schedules for each trouble that must have been different ones: 6,400 in all. */
    @ParameterizedTest
    @CsvSource({
        "RESUME, NONE, 400",
        "ROLL_BACK, NONE, 320",
        "RESUME, REFUSED, 800",
        "ROLL_BACK, REFUSED, 460",
        "RESUME, NO_ANSWER, 700",
        "ROLL_BACK, NO_ANSWER, 400",
        "RESUME, RETRIED, 400",
        "RESUME, CANNOT_TELL, 420",
        "ROLL_BACK, CANNOT_TELL, 390",
        "RESUME, NOT_UNDONE, 840",
        "RESUME, CANCELLED, 590",
        "RESUME, REORDERED, 370",
        "RESUME, RENAMED, 190",
        "ROLL_BACK, RENAMED, 140",
    })
    void theWorldEndsCompleteOrCleanWhereverItCrashes(CrashPolicy policy, Trouble trouble, int least)
            throws IOException {
        Set<String> distinct = new HashSet<>();
        boolean firstCrashed = true;
        for (int first = 0; firstCrashed; first++) {
            boolean secondCrashed = true;
            for (int second = 0; secondCrashed; second++) {
                CrashSchedule schedule =
                        new CrashSchedule(policy, trouble, first, second, directory.resolve("ops.journal"));
                schedule.run();
                firstCrashed = schedule.firstCrashed();
                secondCrashed = schedule.secondCrashed();
                distinct.add(schedule.crashes());
                deleteAll();
            }
        }
        assertThat(distinct).hasSizeGreaterThanOrEqualTo(least);
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
