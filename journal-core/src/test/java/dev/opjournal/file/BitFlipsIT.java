package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.JournalDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 4: every single bit that flips in a line, the last one and the header too, is found, and the journal is refused with
 * file and offset. All flips go through reading and the table of {@link Tail}; a sample of them through a real opening.
 */
class BitFlipsIT {
    /** What became of the journal before the bit flipped. */
    enum Before {
        CRASHED {
            @Override
            JournalBytes journal(Path directory) throws IOException {
                return JournalBytes.crashed(directory, 200, 1);
            }
        },
        CLOSED {
            @Override
            JournalBytes journal(Path directory) throws IOException {
                return JournalBytes.closed(directory, 200, 2);
            }
        },
        REOPENED {
            @Override
            JournalBytes journal(Path directory) throws IOException {
                return JournalBytes.reopened(directory, 200, 3);
            }
        },
        REWRITTEN {
            @Override
            JournalBytes journal(Path directory) throws IOException {
                return JournalBytes.rewritten(directory, 200, 4);
            }
        };

        abstract JournalBytes journal(Path directory) throws IOException;
    }

    private static final int OPENED_FOR_REAL = 400;

    @TempDir(factory = InMemory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everySingleBitFlipInALineIsRefused(Before before) throws IOException {
        JournalBytes journal = before.journal(directory);
        byte[] bytes = journal.bytes();
        Header header = journal.header();
        List<LineScan.Position> positions = positions(journal);
        List<JournalBytes.LineAt> lines = journal.lines();
        long flips = 0;
        for (int i = 1; i < lines.size(); i++) {
            for (int at = lines.get(i).from(); at < lines.get(i).to(); at++) {
                for (int bit = 0; bit < 8; bit++, flips++) {
                    bytes[at] ^= (byte) (1 << bit);
                    Tail.Rule rule = JournalBytes.judge(bytes, header, positions.get(i));
                    assertThat(rule.verdict())
                            .as("%s: bit %d of byte %d, line %d: %s", before, bit, at, i, rule)
                            .isEqualTo(Tail.Verdict.DAMAGE);
                    bytes[at] ^= (byte) (1 << bit);
                }
            }
        }
        assertThat(flips).isEqualTo(8L * (journal.end() - lines.get(0).to()));
    }

    /** Where reading stands before each line. Entry 0 is for the header, and not used. */
    private static List<LineScan.Position> positions(JournalBytes journal) throws IOException {
        Header header = journal.header();
        LineScan scan = new LineScan(JournalBytes.file(journal.bytes()), header);
        List<LineScan.Position> positions = new ArrayList<>();
        positions.add(LineScan.Position.behind(header));
        positions.add(LineScan.Position.behind(header));
        for (JournalBytes.LineAt line :
                journal.lines().subList(1, journal.lines().size())) {
            LineFormat.Seal seal = LineFormat.readSeal(journal.bytes(), line.from(), line.to() - 1);
            positions.add(new LineScan.Position(line.to(), seal.number(), seal.watermark(), false));
        }
        assertThat(scan.run(positions.get(1), (entry, offset, length) -> {}).offset())
                .isEqualTo(journal.end());
        return positions;
    }

    @ParameterizedTest
    @EnumSource
    void everyFlipInTheHeaderAndASampleOfTheOthersIsRefusedByARealOpening(Before before) throws IOException {
        JournalBytes journal = before.journal(directory);
        Path path = directory.resolve("flipped.journal");
        Random random = new Random(5);
        int header = journal.lines().get(0).to();
        List<Integer> places = new ArrayList<>();
        for (int bit = 0; bit < header * 8; bit++) {
            places.add(bit);
        }
        for (int i = 0; i < OPENED_FOR_REAL; i++) {
            places.add(header * 8 + random.nextInt((journal.end() - header) * 8));
        }
        for (int place : places) {
            byte[] flipped = journal.bytes().clone();
            flipped[place / 8] ^= (byte) (1 << place % 8);
            Files.write(path, flipped);

            var refused = catchThrowableOfType(JournalDamagedException.class, () -> FileJournal.open(path));

            assertThat(refused)
                    .as("%s: bit %d of byte %d", before, place % 8, place / 8)
                    .isNotNull();
            assertThat(refused.path()).isEqualTo(path);
            assertThat(refused.offset()).isLessThanOrEqualTo(place / 8);
            assertThat(path).hasBinaryContent(flipped);
        }
    }
}
