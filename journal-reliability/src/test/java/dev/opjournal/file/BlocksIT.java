package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 4: a block of 512 bytes or of 4 KiB that holds something else is never read as what was written. Filled with NULs,
 * 0xFF or garbage it is damage, unless the NULs reach from a line's start to the end of the data; filled with spaces it is what
 * the table says that spaces may look like.
 */
class BlocksIT {
    /** What a block is filled with. */
    enum Fill {
        NULS {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                Arrays.fill(bytes, from, to, (byte) 0);
            }
        },
        ONES {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                Arrays.fill(bytes, from, to, (byte) 0xFF);
            }
        },
        SPACES {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                Arrays.fill(bytes, from, to, (byte) ' ');
            }
        },
        GARBAGE {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
        },
        /** Of bytes that may all stand in lines. */
        TEXT {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) (random.nextInt(40) == 0 ? '\n' : ' ' + random.nextInt(95));
                }
            }
        },
        /** What another block of the file holds: a write that went to the wrong place, or a read from there. */
        ANOTHER_BLOCK {
            @Override
            void fill(byte[] bytes, int from, int to, Random random) {
                int length = to - from;
                int other = random.nextInt(bytes.length / length) * length;
                System.arraycopy(bytes, other, bytes, from, length);
            }
        };

        abstract void fill(byte[] bytes, int from, int to, Random random);
    }

    private static final int ENTRIES = 120;
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;

    /** Each with other garbage. */
    private static final int ROUNDS = Share.isPart() ? 1 : 4;

    @TempDir(factory = InMemory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void noFilledBlockIsReadAsWhatWasWritten(Past past) throws IOException {
        JournalBytes journal = past.journal(directory, ENTRIES, Share.SEED, 3 * PAGE);
        AlteredJournal altered = new AlteredJournal(journal);
        for (int size : new int[] {SECTOR, PAGE}) {
            int blocks = (journal.bytes().length + size - 1) / size;
            int fills = Fill.values().length;
            Share.of(5, blocks * fills * ROUNDS, i -> {
                Fill fill = Fill.values()[i % fills];
                int from = i / fills % blocks * size;
                altered.open(
                        Share.named("%s: %d bytes of %s from %d, %d", past, size, fill, from, i),
                        filled(journal, fill, from, size, i));
            });
        }
        altered.figures(BlocksIT.class, past).report();
    }

    private static byte[] filled(JournalBytes journal, Fill fill, int from, int size, int index) {
        byte[] filled = journal.bytes().clone();
        fill.fill(filled, from, Math.min(from + size, filled.length), new Random(Share.SEED + index));
        return filled;
    }
}
