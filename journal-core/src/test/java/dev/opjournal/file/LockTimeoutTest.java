package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.Heard;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalLockedException;
import dev.opjournal.LogLines;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An opening waits for the last holder as long as it is told to, and no longer than it is wanted. */
class LockTimeoutTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final FileJournalOptions PATIENT =
            FileJournalOptions.defaults().withLockTimeout(Duration.ofDays(1));

    @TempDir
    Path directory;

    private final LogLines log = new LogLines(LockWait.class);
    private Path path;
    private Journal holder;

    @BeforeEach
    void hold() {
        path = directory.resolve("ops.journal");
        holder = Journals.open(path);
    }

    @AfterEach
    void letGo() {
        log.close();
        holder.close();
    }

    private Caller<FileJournal> openingThatWaits() {
        Caller<FileJournal> opening = Caller.start(() -> Journals.open(path, PATIENT));
        Heard.eventually(() -> assertThat(log.at(Level.INFO)).hasSize(1));
        return opening;
    }

    @Test
    void anOpeningTakesTheJournalWhenItsHolderHasLetGo() throws Exception {
        Caller<FileJournal> opening = openingThatWaits();
        JournalEntry last = holder.begin(START).entry();

        assertThat(opening.isUnderWay()).isTrue();
        holder.close();

        try (Journal next = opening.answer()) {
            assertThat(next.interrupted()).containsExactly(last);
        }
    }

    @Test
    void theLogTellsForWhomAnOpeningWaitsAndHowLongAtMost() throws Exception {
        Caller<FileJournal> opening = openingThatWaits();

        assertThat(log.at(Level.INFO).get(0))
                .contains(
                        path.toRealPath().toString(),
                        "process " + ProcessHandle.current().pid() + " ",
                        "PT24H at most");

        holder.close();
        opening.answer().close();
    }

    @Test
    void theRefusalNamesTheHolderAndTheWait() {
        Duration timeout = Duration.ofMillis(120);

        var locked = catchThrowableOfType(
                JournalLockedException.class,
                () -> Journals.open(path, FileJournalOptions.defaults().withLockTimeout(timeout)));

        assertThat(locked.holder())
                .contains("process " + ProcessHandle.current().pid() + " ");
        assertThat(locked.waited()).isGreaterThanOrEqualTo(timeout);
        assertThat(locked.problem())
                .contains(path.toString(), locked.holder(), locked.waited().toMillis() + " ms");
        assertThat(holder.begin(START).entry().isInFlight()).isTrue();
    }

    @Test
    void withoutATimeoutNobodyIsWaitedFor() {
        var locked = catchThrowableOfType(JournalLockedException.class, () -> Journals.open(path));

        assertThat(locked.waited()).isZero();
        assertThat(locked.problem()).endsWith("is held by " + locked.holder() + ".");
        assertThat(log.at(Level.INFO)).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        Caller<FileJournal> opening = openingThatWaits();

        opening.interrupt();

        assertThat(opening.refusal(JournalLockedException.class).holder())
                .contains("process " + ProcessHandle.current().pid() + " ");
        assertThat(opening.hadItsFlagAfterwards()).isTrue();
        holder.close();
        try (Journal next = Journals.open(path)) {
            assertThat(next.inFlight()).isEmpty();
        }
    }

    // A context that is closed while it starts interrupts the thread that starts it, if that waits without a limit.
    @Test
    void theThreadThatOpensWaitsWithoutALimitOfItsOwn() throws Exception {
        Caller<FileJournal> opening = openingThatWaits();

        opening.awaitParkedIn(Uninterrupted.class);

        opening.interrupt();
        opening.refusal(JournalLockedException.class);
    }

    @Test
    void aThreadThatIsInterruptedAlreadyOpensWhatIsFreeAndWaitsForNothing() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Journals.open(path, PATIENT)).isInstanceOf(JournalLockedException.class);
            holder.close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();

            try (Journal next = Journals.open(path, PATIENT)) {
                assertThat(next.inFlight()).isEmpty();
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void ofSeveralOpeningsThatWaitEachGetsItsTurn() throws Exception {
        List<Caller<Long>> openings = List.of(opensAndCloses(), opensAndCloses(), opensAndCloses());
        Heard.eventually(() -> assertThat(log.at(Level.INFO)).hasSize(3));

        holder.close();

        for (Caller<Long> opening : openings) {
            assertThat(opening.answer()).isPositive();
        }
        try (Journal last = Journals.open(path)) {
            assertThat(last.interrupted()).hasSize(3);
        }
    }

    private Caller<Long> opensAndCloses() {
        return Caller.start(() -> {
            try (Journal mine = Journals.open(path, PATIENT)) {
                return mine.begin(START).entry().recordNumber();
            }
        });
    }

    @Test
    void aNegativeTimeoutIsRefused() {
        assertThatThrownBy(() -> PATIENT.withLockTimeout(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lockTimeout must not be negative, but is PT-0.000000001S");
    }
}
