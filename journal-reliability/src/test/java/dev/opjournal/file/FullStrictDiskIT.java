package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Promise 5: a full disk is noticed before an entry is touched; what has begun can still end, and appends go on when there is
 * room. Here the disk is really full, to the byte, and what fits of a write is written.
 */
class FullStrictDiskIT {
    private static final int SMALLEST = 16_384;
    private static final int MOST_MORE = 65_536;
    private static final int FILLER = 300;
    private static final int MOST_OPERATIONS = (SMALLEST + MOST_MORE) / FILLER;

    private final long seed = Seed.draw();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.opjournal");

    @BeforeEach
    void sayNothing() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void sayItAgain() {
        log.setLevel(null);
    }

    @Test
    void whatHasBegunEndsOnAFullDiskAndAppendsGoOnWhenThereIsRoom() {
        Random random = new Random(seed);
        int written = 0;
        int rounds = Scale.of(5, 50);
        for (int round = 0; round < rounds; round++) {
            written += fillAndFree(SMALLEST + random.nextInt(MOST_MORE));
        }
        Figures.of(FullStrictDiskIT.class, "")
                .with("times full", rounds)
                .with("operations", written)
                .with("lost", 0)
                .report();
    }

    /** Answers how many operations were written. */
    private int fillAndFree(long capacity) {
        StrictDisk disk = StrictDisk.with(FaultRun.DIRECTORY);
        FileJournalOptions options = FileJournalOptions.defaults().withPreallocateBytes(4096);
        disk.limitTo(capacity);
        List<Operation> begun = new ArrayList<>();
        try (FileJournal journal = FileJournal.open(FaultRun.PATH, options, disk)) {
            Throwable refusal = null;
            while (refusal == null) {
                refusal = catchThrowable(() -> begun.add(begin(journal)));
                assertThat(begun).as("operations on %s bytes", capacity).hasSizeLessThan(MOST_OPERATIONS);
            }
            assertThat(refusal)
                    .as("the disk of %s bytes, seed %s", capacity, seed)
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining(FaultRun.PATH.toString());
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FULL);
            for (Operation operation : begun) {
                operation.taskRunning("UPID:" + operation.opId());
                operation.succeeded();
            }
            assertThere(disk.afterCrash(Survival.NOTHING), options, begun);

            disk.limitTo(Long.MAX_VALUE);
            await().atMost(Duration.ofMinutes(1)).until(() -> journal.status().state() == JournalStatus.State.OPEN);
            begun.add(begin(journal));
        }
        assertThere(disk.afterCrash(Survival.NOTHING), options, begun);
        return begun.size();
    }

    private static Operation begin(FileJournal journal) {
        return journal.begin(OperationSpec.of("vm.start").param("filler", "x".repeat(FILLER)));
    }

    private static void assertThere(StrictDisk left, FileJournalOptions options, List<Operation> begun) {
        left.limitTo(Long.MAX_VALUE);
        try (FileJournal journal = FileJournal.open(FaultRun.PATH, options, left)) {
            for (Operation operation : begun) {
                assertThat(journal.latest(operation.opId()))
                        .hasValueSatisfying(entry -> assertThat(entry.state())
                                .isEqualTo(operation.entry().state()));
            }
            assertThat(journal.status().counts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(begun.size());
        }
    }
}
