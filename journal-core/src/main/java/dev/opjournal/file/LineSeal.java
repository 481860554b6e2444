package dev.opjournal.file;

/** Reads the seal of a line forwards, where {@link LineFormat#readSeal} reads it backwards, to the same effect. */
final class LineSeal {
    private static final Literal N_NAME = Literal.of(",\"n\":");
    private static final Literal D_NAME = Literal.of(",\"d\":");
    private static final Literal CRC_NAME = Literal.of(",\"crc\":\"");
    private static final int CRC_AND_DIGITS = 16;

    /** What {@link LineFormat} takes. */
    private static final int MOST_DIGITS = 18;

    private long number;
    private long watermark;
    private long checksum;
    /** The number that was read last. */
    private long value;

    /**
     * Reads the seal that begins at a position.
     *
     * @return the position behind the closing brace; -1 if no seal stands there as the writer writes it
     */
    int read(byte[] bytes, int from, int limit) {
        int at = N_NAME.standsAt(bytes, from) ? digits(bytes, from + N_NAME.length(), limit) : -1;
        number = value;
        at = at >= 0 && D_NAME.standsAt(bytes, at) ? digits(bytes, at + D_NAME.length(), limit) : -1;
        watermark = value;
        if (at < 0 || !CRC_NAME.standsAt(bytes, at) || bytes[at + CRC_AND_DIGITS] != '"') {
            return -1;
        }
        checksum = Words.hex(Words.at(bytes, at + CRC_NAME.length()));
        int end = at + LineFormat.CRC_BYTES;
        return checksum >= 0 && bytes[end - 1] == '}' ? end : -1;
    }

    long number() {
        return number;
    }

    long watermark() {
        return watermark;
    }

    int checksum() {
        return (int) checksum;
    }

    /** Reads a number behind which there is room for a checksum. */
    private int digits(byte[] bytes, int from, int limit) {
        int most = Math.min(from + MOST_DIGITS, limit - LineFormat.CRC_BYTES);
        int at = from;
        long read = 0;
        while (at < most && bytes[at] >= '0' && bytes[at] <= '9') {
            read = read * 10 + (bytes[at] - '0');
            at++;
        }
        value = read;
        int count = at - from;
        return count <= 0 || (count > 1 && bytes[from] == '0') ? -1 : at;
    }
}
