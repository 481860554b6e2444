package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 2: a journal of 200 entries, as a crash leaves it, is cut at every byte. Past {@code base} it opens to an exact prefix
 * and goes on appending; below it is refused.
 */
class CutsIT {
    @TempDir(factory = InMemory.class)
    Path directory;

    private static void removeWhatIsIn(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void cutAtEveryByteItOpensToAPrefixAndGoesOn() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 200, 21);
        IntStream.rangeClosed((int) journal.header().base(), journal.bytes().length)
                .parallel()
                .forEach(length -> opensToAPrefix(journal, length));
    }

    private void opensToAPrefix(JournalBytes journal, int length) {
        try {
            Path place = Files.createDirectory(directory.resolve("cut-" + length));
            Path path = place.resolve("ops.journal");
            Files.write(path, journal.cutAt(length));
            int whole = (int) journal.lines().stream()
                            .filter(line -> line.to() <= length)
                            .count()
                    - 1;
            List<JournalEntry> prefix = journal.entries().subList(0, whole);
            JournalEntry next;
            try (Journal opened = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
                assertThat(TailTest.everything(opened, journal.entries()))
                        .as("cut at %d", length)
                        .isEqualTo(prefix);
                next = opened.append(List.of(JournalEntry.of("next", "vm.start", OpState.STARTED)
                                .build()))
                        .get(0);
            }
            assertThat(next.recordNumber()).as("cut at %d", length).isEqualTo(whole + (whole == 0 ? 1 : 2));
            try (Journal again = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
                assertThat(again.latest("next")).contains(next);
                assertThat(again.status().counts().values().stream()
                                .mapToLong(n -> n)
                                .sum())
                        .as("cut at %d", length)
                        .isEqualTo(prefix.stream()
                                        .map(JournalEntry::opId)
                                        .distinct()
                                        .count()
                                + 1);
            }
            removeWhatIsIn(place);
            Files.delete(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void cutBelowBaseItIsRefused() throws IOException {
        JournalBytes journal = JournalBytes.rewritten(directory, 20, 22);
        Path path = directory.resolve("short.journal");
        for (int length = 1; length < journal.header().base(); length++) {
            byte[] cut = journal.cutAt(length);
            Files.write(path, cut);
            assertThatExceptionOfType(JournalDamagedException.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> FileJournal.open(path));
            assertThat(path).hasBinaryContent(cut);
        }
    }
}
