package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 2: every tear of the last batch opens. A batch goes to the device over spaces, in sectors of 512 bytes that arrive
 * in any order: each subset of its sectors is one crash.
 */
class TearsTest {
    @TempDir
    Path directory;

    @Test
    void everySubsetOfTheSectorsOfTheLastBatchOpensToWholeLines() throws IOException {
        int states = 0;
        for (int seed = 0; seed < 6; seed++) {
            JournalBytes journal = JournalBytes.crashedWithLastBatch(directory, 3 + seed, 32, seed);
            int from = (int) journal.lastBatch();
            List<int[]> sectors = sectors(from, journal.end());
            for (int written = 0; written < 1 << sectors.size(); written++) {
                byte[] torn = journal.bytes().clone();
                for (int i = 0; i < sectors.size(); i++) {
                    if ((written & 1 << i) == 0) {
                        Arrays.fill(torn, sectors.get(i)[0], sectors.get(i)[1], (byte) ' ');
                    }
                }
                assertThat(JournalBytes.judge(torn, journal.header()).verdict())
                        .as("seed %d, sectors written %s", seed, Integer.toBinaryString(written))
                        .isNotEqualTo(Tail.Verdict.DAMAGE);
                states++;
            }
        }
        assertThat(states).isGreaterThan(6 * 512);
    }

    /** The portions of 512-byte sectors between two offsets. */
    static List<int[]> sectors(int from, int to) {
        List<int[]> sectors = new ArrayList<>();
        for (int at = from; at < to; ) {
            int end = Math.min((at / 512 + 1) * 512, to);
            sectors.add(new int[] {at, end});
            at = end;
        }
        return sectors;
    }
}
