package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one journal has acknowledged, from whatever thread, and whether it is there after a new opening. */
final class Acknowledgements {
    private final Set<Acknowledged> all = ConcurrentHashMap.newKeySet();

    /** Compactions change numbers, so that beside them these are not looked at. */
    private final boolean compacting;

    Acknowledgements(boolean compacting) {
        this.compacting = compacting;
    }

    void add(JournalEntry entry) {
        all.add(Acknowledged.of(entry, compacting));
    }

    void add(Acknowledged said) {
        all.add(said);
    }

    /** Whether any entry of the operation was acknowledged. */
    boolean knows(String opId) {
        return all.stream().anyMatch(entry -> entry.opId().equals(opId));
    }

    int count() {
        return all.size();
    }

    /** No two entries have one number, and no key took effect in two operations. */
    void assertNothingContradicts() {
        if (!compacting) {
            assertThat(all).extracting(Acknowledged::number).doesNotHaveDuplicates();
        }
        assertThat(all.stream().filter(Acknowledged::appliesKey).map(Acknowledged::key))
                .doesNotHaveDuplicates();
    }

    /** All of it is there, no key was admitted twice, and the journal knows of what is in flight what its text says. */
    void assertKept(Journal journal, Path file) throws IOException {
        assertThat(missingIn(journal)).as("lost").isEmpty();
        JournalText text = JournalText.read(file);
        text.assertNoKeyWasAdmittedTwice();
        assertThat(journal.inFlight().stream().map(JournalEntry::opId))
                .containsExactlyInAnyOrderElementsOf(text.inFlight());
        assertThat(journal.interrupted()).isEqualTo(journal.inFlight());
    }

    /** What the journal does not know any more: of its history, or as the use of a key. */
    List<Acknowledged> missingIn(Journal journal) {
        return all.stream().filter(entry -> !isThere(journal, entry)).toList();
    }

    private boolean isThere(Journal journal, Acknowledged entry) {
        boolean recorded = journal.history(entry.opId()).stream()
                .anyMatch(read -> entry.equals(Acknowledged.of(read, compacting)));
        return recorded && (!entry.appliesKey() || journal.alreadyApplied(entry.key()));
    }
}
