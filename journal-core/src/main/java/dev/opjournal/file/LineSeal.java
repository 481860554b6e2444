package dev.opjournal.file;

/** Reads the seal of a line forwards, where {@link LineFormat#readSeal} reads it backwards, to the same effect. */
final class LineSeal {
    private static final Literal N = Literal.of(",\"n\":");
    private static final Literal D = Literal.of(",\"d\":");

    /** What {@link LineFormat} takes. */
    private static final int MOST_DIGITS = 18;

    private long number;
    private long watermark;

    /**
     * Reads the seal that begins at a position.
     *
     * @return the position behind the closing brace; -1 if no seal stands there as the writer writes it
     */
    int read(byte[] bytes, int from, int limit) {
        if (!standsAt(N, bytes, from, limit)) {
            return -1;
        }
        int numberFrom = from + N.length();
        int numberTo = digits(bytes, numberFrom, limit);
        if (numberTo < 0 || !standsAt(D, bytes, numberTo, limit)) {
            return -1;
        }
        int watermarkFrom = numberTo + D.length();
        int watermarkTo = digits(bytes, watermarkFrom, limit);
        int end = watermarkTo + LineFormat.CRC_BYTES;
        if (watermarkTo < 0 || end > limit || !LineFormat.endsWithChecksum(bytes, watermarkTo, end)) {
            return -1;
        }
        number = value(bytes, numberFrom, numberTo);
        watermark = value(bytes, watermarkFrom, watermarkTo);
        return end;
    }

    long number() {
        return number;
    }

    long watermark() {
        return watermark;
    }

    private static boolean standsAt(Literal name, byte[] bytes, int at, int limit) {
        return at <= limit - LineFormat.CRC_BYTES && name.standsAt(bytes, at);
    }

    private static int digits(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int count = at - from;
        return count == 0 || count > MOST_DIGITS || count > 1 && bytes[from] == '0' ? -1 : at;
    }

    private static long value(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }
}
