package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promises 2 and 4: a journal that is cut at any byte opens to exactly the whole lines before the cut and goes on; what is cut
 * below {@code base}, where no crash tears, is refused.
 */
class CutsIT {
    private static final int ENTRIES = 20;
    private static final int SPACE = 512;
    private static final int OPENED_IN_A_BUILD = 31;

    @TempDir(factory = InMemory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void cutAtEveryByteItOpensToAPrefixOrIsRefused(Past past) throws IOException {
        JournalBytes journal = past.journal(directory, ENTRIES, Share.SEED, SPACE);
        AlteredJournal altered = new AlteredJournal(journal);
        Share.of(
                OPENED_IN_A_BUILD,
                journal.bytes().length,
                length -> altered.open(Share.named("%s: cut at %d", past, length + 1), journal.cutAt(length + 1)));
        altered.figures(CutsIT.class, past).report();
    }

    @Test
    void cutToNothingItIsRefusedWhereItWasOpenedBefore() throws IOException {
        Path path = Files.createFile(directory.resolve("ops.journal"));
        Path lock = Files.createFile(directory.resolve("ops.journal.lock"));

        assertThatExceptionOfType(JournalDamagedException.class).isThrownBy(() -> FileJournal.open(path));
        assertThat(path).isEmptyFile();

        Files.delete(lock);
        try (Journal journal = FileJournal.open(path)) {
            assertThat(journal.inFlight()).isEmpty();
        }
    }
}
