package dev.opjournal.file;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves lines without a header. A checksum that begins with the file's id depends on it only through the 32 bits that the
 * checksum's register holds behind the id, and a register can be run backwards: so each whole line tells which register it
 * began with. Lines of one file tell the same; that two altered ones do so has the chance of one in 2^32.
 *
 * <p>CRC-32C is RFC 3720, appendix B.4 (reflected polynomial 0x82F63B78). Of its table's entries no two have the same high
 * byte, which is what allows a step back.
 */
final class SeedProof {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int[] TABLE = new int[256];
    /** By the high byte of an entry of the table, where it stands. */
    private static final int[] BACK = new int[256];

    /** In a file of altered lines each may tell another register; more are not kept apart. */
    private static final int MOST_REGISTERS = 10_000;

    static {
        for (int i = 0; i < 256; i++) {
            int entry = i;
            for (int bit = 0; bit < 8; bit++) {
                entry = (entry & 1) != 0 ? entry >>> 1 ^ POLYNOMIAL : entry >>> 1;
            }
            TABLE[i] = entry;
            BACK[entry >>> 24] = i;
        }
    }

    private SeedProof() {}

    /**
     * Finds what the checksums of the file's lines begin with.
     *
     * @return bytes that bring the register where the file's id brought it; null unless at least two lines agree, and none
     *     of them with any other pair, as would the lines of two journals
     */
    static byte @Nullable [] find(DiskFile file) throws IOException {
        Map<Integer, Integer> registers = new HashMap<>();
        LineWindow window = LineWindow.over(file, 0);
        while (window.next()) {
            byte[] bytes = window.bytes();
            int from = window.from();
            int to = window.to();
            if (window.terminated()
                    && from < to
                    && bytes[from] == '{'
                    && LineFormat.readSeal(bytes, from, to) != null) {
                int register = registerBefore(bytes, from, to);
                if (registers.size() < MOST_REGISTERS || registers.containsKey(register)) {
                    registers.merge(register, 1, Integer::sum);
                }
            }
        }
        registers.values().removeIf(lines -> lines < 2);
        return registers.size() == 1 ? seedFor(registers.keySet().iterator().next()) : null;
    }

    private static int registerBefore(byte[] bytes, int from, int to) {
        int register = ~LineFormat.statedChecksum(bytes, to);
        for (int i = to - LineFormat.CRC_BYTES - 1; i >= from; i--) {
            register = stepBack(register, bytes[i]);
        }
        return register;
    }

    private static int stepBack(int register, int oneByte) {
        int index = BACK[register >>> 24];
        return (register ^ TABLE[index]) << 8 | ((index ^ oneByte) & 0xFF);
    }

    /** Four bytes bring a register from where every checksum begins to any other. */
    private static byte[] seedFor(int register) {
        int bytes = register;
        for (int i = 0; i < 4; i++) {
            bytes = stepBack(bytes, 0);
        }
        bytes = ~bytes;
        return new byte[] {(byte) bytes, (byte) (bytes >>> 8), (byte) (bytes >>> 16), (byte) (bytes >>> 24)};
    }
}
