package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens what a crash left, holds it against what must be there, and lets it go on. Thread-safe. */
final class StateCheck {
    private static final OperationSpec NEXT =
            OperationSpec.of("vm.next").opId("next").idempotencyKey("key-next");

    /** What must hold for the entries of the file. */
    interface Promise {
        void assertHeldBy(Lines lines);
    }

    private final Path path;
    private final FileJournalOptions options;

    StateCheck(Path path, FileJournalOptions options) {
        this.path = path;
        this.options = options;
    }

    /** Opens the journal, looks at it, appends, closes it, and opens what the device has of it then. */
    void check(StrictDisk left, Promise promise) throws IOException {
        Lines lines;
        try (FileJournal journal = FileJournal.open(path, options, left)) {
            lines = Lines.of(left.contentOf(path));
            promise.assertHeldBy(lines);
            assertAnswers(journal, lines);
            assertThat(onTheDevice(left).text())
                    .as("what the device has of what readers see")
                    .isEqualTo(lines.text());
            assertThat(left.list(path.getParent()))
                    .as("what lies beside")
                    .noneMatch(file -> file.toString().endsWith(".creating"))
                    .noneMatch(file -> file.toString().endsWith(".compacting"));
            journal.begin(NEXT).succeeded();
        }
        StrictDisk closed = left.afterCrash(Survival.NOTHING);
        try (FileJournal journal = FileJournal.open(path, options, closed)) {
            Lines after = Lines.of(closed.contentOf(path));
            int before = lines.entries().size();
            assertThat(after.text().subList(0, before)).isEqualTo(lines.text());
            assertThat(after.entries().subList(before, after.entries().size()))
                    .extracting(Lines.Entry::id)
                    .containsExactly("next started", "next succeeded");
            assertAnswers(journal, after);
        }
    }

    private Lines onTheDevice(StrictDisk disk) throws IOException {
        return Lines.of(disk.afterCrash(Survival.NOTHING).contentOf(path));
    }

    /** Whether the journal says what its lines say. */
    static void assertAnswers(FileJournal journal, Lines lines) {
        Map<String, List<Lines.Entry>> operations = lines.byOperation();
        operations.forEach((opId, all) -> assertSame(journal.history(opId), all));
        List<Lines.Entry> inFlight = lines.inFlight();
        assertSame(journal.inFlight(), inFlight);
        assertSame(journal.interrupted(), inFlight);
        Set<String> applied = lines.appliedKeys();
        for (String key : lines.keys()) {
            assertThat(journal.alreadyApplied(key))
                    .as("whether it is applied: %s", key)
                    .isEqualTo(applied.contains(key));
        }
        long counted = journal.status().counts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(counted).as("operations").isEqualTo(operations.size());
        assertThat(journal.status().appliedKeys()).as("applied keys").isEqualTo(applied.size());
    }

    private static void assertSame(List<JournalEntry> told, List<Lines.Entry> lines) {
        assertThat(told).hasSameSizeAs(lines);
        for (int i = 0; i < told.size(); i++) {
            JournalEntry entry = told.get(i);
            Lines.Entry line = lines.get(i);
            boolean same = entry.opId().equals(line.opId())
                    && entry.state().text().equals(line.state())
                    && entry.recordNumber() == line.number()
                    && entry.idempotencyKey().orElse("").equals(line.key());
            assertThat(same).as("%s is %s", entry, line).isTrue();
        }
    }
}
