package dev.opjournal.file;

/**
 * Passes over JSON as the journal writes it, without white space between tokens, eight bytes at a time. What it passes is
 * valid JSON in valid UTF-8; what it does not pass may be valid all the same. Nothing is allocated.
 *
 * <p>Each method takes where to begin and {@code last}, behind which there are {@link #SLACK} bytes at least, and answers the
 * position behind what it has passed, or -1. It passes nothing that begins behind {@code last}.
 */
final class JsonBytes {
    /** How far what begins at the last position may look ahead; less than the time and the seal of a line take. */
    static final int SLACK = 48;

    private static final int MOST_DEPTH = 64;
    private static final int MOST_DIGITS = 40;
    private static final int MOST_EXPONENT_DIGITS = 3;

    private static final int TRUE = (int) Words.of("true");
    private static final int NULL = (int) Words.of("null");
    private static final long FALSE = Words.of("false");

    private JsonBytes() {}

    /** A string with its closing quote, from behind its opening quote on. */
    static int string(byte[] bytes, int from, int last) {
        return string(bytes, from, last, true);
    }

    /** As {@link #string}, but with no escape in it: its bytes are the UTF-8 of its text. */
    static int plainString(byte[] bytes, int from, int last) {
        return string(bytes, from, last, false);
    }

    private static int string(byte[] bytes, int from, int last, boolean escapes) {
        int at = from;
        while (at >= 0 && at <= last) {
            long other = Words.notPlain(Words.at(bytes, at));
            if (other == 0) {
                at += 8;
                continue;
            }
            at += Words.lowest(other);
            byte b = bytes[at];
            if (b == '"') {
                return at + 1;
            }
            at = b < 0 ? characters(bytes, at, last) : b == '\\' && escapes ? escape(bytes, at) : -1;
        }
        return -1;
    }

    /** The characters of more than one byte that stand in a row. */
    private static int characters(byte[] bytes, int from, int last) {
        int at = from;
        while (at >= 0 && at <= last + 8 && bytes[at] < 0) {
            at = character(bytes, at);
        }
        return at;
    }

    /** One character of two to four bytes, well-formed as in table 3-7 of the Unicode Standard. */
    private static int character(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        if (first < 0xE0) {
            return first >= 0xC2 && isContinuation(second) ? at + 2 : -1;
        }
        if (!isContinuation(second) || !isContinuation(bytes[at + 2])) {
            return -1;
        }
        if (first < 0xF0) {
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return overlong || surrogate ? -1 : at + 3;
        }
        boolean overlong = first == 0xF0 && second < 0x90;
        boolean tooLarge = first > 0xF4 || (first == 0xF4 && second > 0x8F);
        return overlong || tooLarge || !isContinuation(bytes[at + 3]) ? -1 : at + 4;
    }

    private static boolean isContinuation(int b) {
        return (b & 0xC0) == 0x80;
    }

    private static int escape(byte[] bytes, int at) {
        return switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> isCharacter(bytes, at + 2) ? at + 6 : -1;
            default -> -1;
        };
    }

    /** Whether four hex digits stand here that are no surrogate's. */
    private static boolean isCharacter(byte[] bytes, int at) {
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return false;
            }
            code = (code << 4) | digit;
        }
        return !Character.isSurrogate((char) code);
    }

    /** One value of any kind. Deep nesting is not passed, nor are numbers that are not of a usual size. */
    static int value(byte[] bytes, int from, int last) {
        int at = from;
        int depth = 0;
        long objects = 0;
        while (at <= last) {
            byte b = bytes[at];
            if (b == '{' || b == '[') {
                at++;
                if (bytes[at] != b + 2) {
                    if (++depth > MOST_DEPTH) {
                        return -1;
                    }
                    objects = (objects << 1) | (b == '{' ? 1 : 0);
                    at = b == '{' ? name(bytes, at, last) : at;
                    if (at < 0) {
                        return -1;
                    }
                    continue;
                }
                at++;
            } else {
                at = scalar(bytes, at, last);
                if (at < 0) {
                    return -1;
                }
            }
            while (depth > 0 && bytes[at] == ((objects & 1) == 1 ? '}' : ']')) {
                at++;
                depth--;
                objects >>>= 1;
                if (at > last) {
                    return -1;
                }
            }
            if (depth == 0) {
                return at;
            }
            if (bytes[at] != ',') {
                return -1;
            }
            at = (objects & 1) == 1 ? name(bytes, at + 1, last) : at + 1;
            if (at < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The name of a member with its colon. */
    static int name(byte[] bytes, int at, int last) {
        if (bytes[at] != '"') {
            return -1;
        }
        int end = string(bytes, at + 1, last);
        return end >= 0 && bytes[end] == ':' ? end + 1 : -1;
    }

    private static int scalar(byte[] bytes, int at, int last) {
        switch (bytes[at]) {
            case '"' -> {
                return string(bytes, at + 1, last);
            }
            case 't' -> {
                return (int) Words.at(bytes, at) == TRUE ? at + 4 : -1;
            }
            case 'n' -> {
                return (int) Words.at(bytes, at) == NULL ? at + 4 : -1;
            }
            case 'f' -> {
                return (Words.at(bytes, at) & Words.mask(5)) == FALSE ? at + 5 : -1;
            }
            default -> {
                return number(bytes, at, last);
            }
        }
    }

    /** A number. What is long or has a large exponent is left to a parser, which may refuse it. */
    private static int number(byte[] bytes, int from, int last) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int whole = digits(bytes, at, last);
        if (whole < 0 || (bytes[at] == '0' && whole > at + 1)) {
            return -1;
        }
        at = whole;
        if (bytes[at] == '.') {
            at = digits(bytes, at + 1, last);
            if (at < 0) {
                return -1;
            }
        }
        if (bytes[at] == 'e' || bytes[at] == 'E') {
            int exponent = bytes[at + 1] == '+' || bytes[at + 1] == '-' ? at + 2 : at + 1;
            at = digits(bytes, exponent, last);
            if (at - exponent > MOST_EXPONENT_DIGITS) {
                return -1;
            }
        }
        return at;
    }

    private static int digits(byte[] bytes, int from, int last) {
        int at = from;
        while (at <= last && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > last || at == from || at - from > MOST_DIGITS ? -1 : at;
    }
}
