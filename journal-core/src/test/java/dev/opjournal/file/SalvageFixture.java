package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal of which the test spoils a copy. */
abstract class SalvageFixture {
    @TempDir
    Path directory;

    Path damaged;

    Path salvaged;

    /** Record n is the n-th entry, and stands in line n: line 0 is the header. */
    JournalBytes journal;

    @BeforeEach
    void aJournal() throws IOException {
        damaged = directory.resolve("damaged.journal");
        salvaged = directory.resolve("salvaged.journal");
        journal = JournalBytes.crashed(directory, 40, 51);
    }

    SalvageReport salvage(byte[] bytes) throws IOException {
        Files.write(damaged, bytes);
        try (JournalFile file = JournalFile.open(damaged)) {
            SalvageReport report = file.salvage(salvaged);
            assertThat(damaged).hasBinaryContent(bytes);
            assertThat(report.losses()).isEqualTo(file.losses());
            return report;
        }
    }

    SalvageException refusal(byte[] bytes) throws IOException {
        Files.write(damaged, bytes);
        try (JournalFile file = JournalFile.open(damaged)) {
            var refused = catchThrowableOfType(SalvageException.class, () -> file.salvage(salvaged));
            assertThat(refused).isNotNull().hasMessageContaining(damaged.toString());
            assertThat(refused.action()).isNotEmpty();
            assertThat(refused.path()).isEqualTo(damaged);
            return refused;
        }
    }

    static List<JournalEntry> withoutNumbers(List<JournalEntry> entries) {
        return entries.stream().map(entry -> entry.withRecordNumber(0)).toList();
    }

    /** All entries but those of the given records. */
    List<JournalEntry> allBut(int... records) {
        List<JournalEntry> entries = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (Arrays.stream(records).noneMatch(record -> record == entry.recordNumber())) {
                entries.add(entry);
            }
        }
        return entries;
    }

    JournalBytes.LineAt line(int record) {
        return journal.lines().get(record);
    }

    byte[] flipped(int record) {
        byte[] bytes = journal.bytes().clone();
        bytes[line(record).to() - 30] ^= 2;
        return bytes;
    }
}
