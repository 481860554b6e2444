package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 4: every single bit that flips in a line, the last one and the header too, is found, and the journal is refused with
 * file, offset and record number. A flip in the space behind the last line costs no entry.
 */
class BitFlipsIT {
    private static final int ENTRIES = 20;
    private static final int SPACE = 512;
    private static final int JUDGED_IN_A_BUILD = 7;
    private static final int OPENED_IN_A_BUILD = 211;

    @TempDir(factory = InMemory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everySingleBitFlipIsFound(Past past) throws IOException {
        JournalBytes journal = past.journal(directory, ENTRIES, Share.SEED, SPACE);
        AlteredJournal altered = new AlteredJournal(journal);
        int bits = journal.bytes().length * 8;
        if (Share.isPart()) {
            Share.of(JUDGED_IN_A_BUILD, bits, bit -> altered.judge(name(past, bit), flipped(journal, bit)));
        }
        Share.of(OPENED_IN_A_BUILD, bits, bit -> altered.open(name(past, bit), flipped(journal, bit)));
        altered.assertOpenedWholeOrRefused();
        altered.figures(BitFlipsIT.class, past).report();
    }

    private static byte[] flipped(JournalBytes journal, int bit) {
        byte[] flipped = journal.bytes().clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static String name(Past past, int bit) {
        return Share.named("%s: bit %d of byte %d", past, bit % 8, bit / 8);
    }
}
