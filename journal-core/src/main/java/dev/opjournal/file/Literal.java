package dev.opjournal.file;

/**
 * One to sixteen ASCII characters that are looked for in bytes, all at once.
 *
 * @param head the first eight, the first of them lowest
 * @param headMask what of the head counts
 * @param rest the others
 * @param restMask what of the rest counts
 */
record Literal(long head, long headMask, long rest, long restMask, int length) {
    static Literal of(String text) {
        int inHead = Math.min(text.length(), 8);
        int inRest = text.length() - inHead;
        return new Literal(
                Words.of(text.substring(0, inHead)),
                Words.mask(inHead),
                Words.of(text.substring(inHead)),
                Words.mask(inRest),
                text.length());
    }

    /** Whether it stands at a position, behind which sixteen bytes must be there. */
    boolean standsAt(byte[] bytes, int at) {
        return ((Words.at(bytes, at) ^ head) & headMask) == 0
                && (restMask == 0 || ((Words.at(bytes, at + 8) ^ rest) & restMask) == 0);
    }
}
