package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 4: a line that is missing, stands twice or stands elsewhere is found, although each line by itself is as it was
 * written: none is read where it was not. What an editor, a merge or a bad copy does to a file is damage.
 */
class LinesIT {
    private static final int ENTRIES = 60;

    @TempDir(factory = InMemory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void noDeletedDoubledSwappedOrJoinedLineIsAccepted(Past past) throws IOException {
        JournalBytes journal = past.journal(directory, ENTRIES, Share.SEED);
        AlteredJournal altered = new AlteredJournal(journal);
        List<JournalBytes.LineAt> lines = journal.lines();
        int count = lines.size();
        for (int i = 0; i < count; i++) {
            altered.open(Share.named("%s: line %d deleted", past, i), deleted(journal, lines.get(i)));
            altered.open(Share.named("%s: line %d joined to the next", past, i), joined(journal, lines.get(i)));
        }
        Share.of(17, count * (count + 1), pair -> {
            int line = pair / (count + 1);
            int at = pair % (count + 1);
            altered.open(
                    Share.named("%s: line %d once more before line %d", past, line, at),
                    doubled(
                            journal,
                            lines.get(line),
                            at == count ? journal.end() : lines.get(at).from()));
        });
        Share.of(17, count * count, pair -> {
            int first = pair / count;
            int second = pair % count;
            if (first < second) {
                altered.open(
                        Share.named("%s: lines %d and %d swapped", past, first, second),
                        swapped(journal, lines.get(first), lines.get(second)));
            }
        });
        altered.figures(LinesIT.class, past).report();
    }

    private static byte[] deleted(JournalBytes journal, JournalBytes.LineAt line) {
        return Alteration.joined(journal, 0, line.from(), line.to(), journal.bytes().length);
    }

    private static byte[] joined(JournalBytes journal, JournalBytes.LineAt line) {
        return Alteration.joined(journal, 0, line.to() - 1, line.to(), journal.bytes().length);
    }

    private static byte[] doubled(JournalBytes journal, JournalBytes.LineAt line, int at) {
        return Alteration.joined(journal, 0, at, line.from(), line.to(), at, journal.bytes().length);
    }

    private static byte[] swapped(JournalBytes journal, JournalBytes.LineAt first, JournalBytes.LineAt second) {
        return Alteration.joined(
                journal,
                0,
                first.from(),
                second.from(),
                second.to(),
                first.to(),
                second.from(),
                first.from(),
                first.to(),
                second.to(),
                journal.bytes().length);
    }
}
