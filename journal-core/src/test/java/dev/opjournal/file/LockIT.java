package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.Heard;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalLockedException;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One journal has one writer over all processes; a killed holder is replaced at once. */
@EnabledOnOs({OS.LINUX, OS.MAC}) // where a kill is a signal
class LockIT {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("ops.journal");
    }

    private ChildJvm child() throws Exception {
        return ChildJvm.start(directory, LockChild.class, path.toString());
    }

    private void assertAnotherProcessIsRefused(long holder) throws Exception {
        byte[] before = Files.readAllBytes(path);
        try (ChildJvm other = child()) {
            assertThat(other.nextLine())
                    .as("it said: %s", other.errors())
                    .startsWith(LockChild.REFUSED)
                    .contains("process " + holder + " ");
            other.end();
        }
        assertThat(path).hasBinaryContent(before);
    }

    private void assertThisProcessIsRefused(long holder) throws Exception {
        byte[] before = Files.readAllBytes(path);
        var locked = catchThrowableOfType(JournalLockedException.class, () -> Journals.open(path));
        assertThat(locked.holder()).contains("process " + holder + " ").contains("since ");
        assertThat(locked).hasMessageContaining(locked.holder());
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void whileAnotherProcessHoldsTheJournalEverybodyIsRefused() throws Exception {
        try (ChildJvm holder = child()) {
            assertThat(holder.nextLine()).startsWith(LockChild.HOLDS);

            assertThisProcessIsRefused(holder.pid());
            assertThisProcessIsRefused(holder.pid());
            assertAnotherProcessIsRefused(holder.pid());

            holder.end();
        }
        try (Journal journal = Journals.open(path)) {
            assertThat(journal.interrupted()).hasSize(1);
        }
    }

    @Test
    void aKilledHolderIsReplacedAtOnce() throws Exception {
        String opId;
        try (ChildJvm holder = child()) {
            opId = holder.nextLine().substring(LockChild.HOLDS.length());
            assertThisProcessIsRefused(holder.pid());
            holder.kill();
        }
        try (Journal journal = Journals.open(path)) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(opId);
            assertAnotherProcessIsRefused(ProcessHandle.current().pid());
        }
    }

    @Test
    void anotherProcessIsWaitedForUntilItEnds() throws Exception {
        try (LogLines log = new LogLines(LockWait.class);
                ChildJvm holder = child()) {
            String opId = holder.nextLine().substring(LockChild.HOLDS.length());
            Caller<FileJournal> opening = openingThatWaits(holder.pid(), log);

            holder.end();

            try (Journal journal = opening.answer()) {
                assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(opId);
                assertAnotherProcessIsRefused(ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void anotherProcessIsWaitedForUntilItIsKilled() throws Exception {
        try (LogLines log = new LogLines(LockWait.class);
                ChildJvm holder = child()) {
            assertThat(holder.nextLine()).startsWith(LockChild.HOLDS);
            Caller<FileJournal> opening = openingThatWaits(holder.pid(), log);

            holder.kill();

            try (Journal journal = opening.answer()) {
                assertThat(journal.interrupted()).hasSize(1);
            }
        }
    }

    private Caller<FileJournal> openingThatWaits(long holder, LogLines log) {
        FileJournalOptions patient = FileJournalOptions.defaults().withLockTimeout(Duration.ofDays(1));
        Caller<FileJournal> opening = Caller.start(() -> Journals.open(path, patient));
        Heard.eventually(
                () -> assertThat(log.at(Level.INFO)).singleElement().asString().contains("process " + holder + " "));
        return opening;
    }

    @Test
    void anotherProcessThatStaysIsNamedAfterTheWait() throws Exception {
        Duration timeout = Duration.ofMillis(120);
        try (ChildJvm holder = child()) {
            assertThat(holder.nextLine()).startsWith(LockChild.HOLDS);
            byte[] before = Files.readAllBytes(path);

            var locked = catchThrowableOfType(
                    JournalLockedException.class,
                    () -> Journals.open(path, FileJournalOptions.defaults().withLockTimeout(timeout)));

            assertThat(locked.holder()).contains("process " + holder.pid() + " ");
            assertThat(locked.waited()).isGreaterThanOrEqualTo(timeout);
            assertThat(path).hasBinaryContent(before);
            holder.end();
        }
    }

    @Test
    void anOpeningThatThisProcessRefusesLeavesItsLockIntactForOtherProcesses() throws Exception {
        long here = ProcessHandle.current().pid();
        try (Journal journal = Journals.open(path)) {
            Path link = Files.createSymbolicLink(directory.resolve("link"), path);
            for (Path name : new Path[] {path, link}) {
                catchThrowableOfType(JournalLockedException.class, () -> Journals.open(name));
            }
            assertAnotherProcessIsRefused(here);
            Operation start = journal.begin(OperationSpec.of("vm.start"));
            start.succeeded();
            assertThat(journal.history(start.opId())).hasSize(2);
        }
        try (ChildJvm next = child()) {
            assertThat(next.nextLine()).as("after the close").startsWith(LockChild.HOLDS);
            next.end();
        }
    }

    @Test
    void aDirectoryThatIsThereTwiceHoldsOneJournal() throws Exception {
        Path twin = Files.createDirectory(directory.resolve("twin")).resolve("ops.journal");
        try (Journal journal = Journals.open(path)) {
            // As a directory that is mounted in two places: other names for the same files.
            for (String name : List.of("ops.journal", "ops.journal.lock")) {
                Files.createLink(twin.resolveSibling(name), path.resolveSibling(name));
            }

            var locked = catchThrowableOfType(JournalLockedException.class, () -> Journals.open(twin));

            assertThat(locked.holder()).contains("this process");
            assertAnotherProcessIsRefused(ProcessHandle.current().pid());
            journal.begin(OperationSpec.of("vm.start")).succeeded();
        }
        try (Journal journal = Journals.open(twin)) {
            assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 1L);
        }
    }
}
