package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, with what JSON needs. Not thread-safe. */
final class Bytes {
    /** The most spaces in a row that a line may hold: a run of 256 would look like space set aside. */
    static final int MOST_SPACES = 255;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] array;
    private int length;

    Bytes(int capacity) {
        this.array = new byte[capacity];
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(array, length);
    }

    Bytes add(byte[] bytes) {
        return add(bytes, bytes.length);
    }

    Bytes add(Bytes bytes) {
        return add(bytes.array, bytes.length);
    }

    private Bytes add(byte[] bytes, int count) {
        ensure(count);
        System.arraycopy(bytes, 0, array, length, count);
        length += count;
        return this;
    }

    Bytes add(byte[] bytes, int from, int to) {
        ensure(to - from);
        System.arraycopy(bytes, from, array, length, to - from);
        length += to - from;
        return this;
    }

    Bytes add(int oneByte) {
        ensure(1);
        array[length++] = (byte) oneByte;
        return this;
    }

    Bytes ascii(String text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            array[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** A number, 0 or more. */
    Bytes number(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits(value, digits);
    }

    /** The last digits of a number, 0 or more, with zeros in front. */
    Bytes digits(long value, int digits) {
        ensure(digits);
        length += digits;
        long rest = value;
        for (int at = length - 1; at >= length - digits; at--) {
            array[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** Eight lowercase hex digits. */
    Bytes hex(int value) {
        ensure(8);
        for (int shift = 28; shift >= 0; shift -= 4) {
            array[length++] = HEX[(value >>> shift) & 0xF];
        }
        return this;
    }

    /** A name of the line format, with its colon, and a comma before it unless it is the first. */
    Bytes name(String name) {
        if (length > 0 && array[length - 1] != '{') {
            add(',');
        }
        return add('"').ascii(name).add('"').add(':');
    }

    /** A JSON string. A lone surrogate becomes U+FFFD. */
    Bytes string(String text) {
        add('"');
        escaped(text, true);
        return add('"');
    }

    /** JSON text that is known to be valid and to have no white space between its tokens. */
    Bytes json(String text) {
        return escaped(text, false);
    }

    private Bytes escaped(String text, boolean quoting) {
        int spaces = 0;
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c != ' ') {
                spaces = 0;
            } else if (++spaces > MOST_SPACES) {
                spaces = 0;
                ascii("\\u0020");
                continue;
            }
            if (c >= 0x80) {
                i += utf8(text, i, c);
            } else if (quoting && (c < 0x20 || c == '"' || c == '\\')) {
                escape(c);
            } else {
                add(c);
            }
        }
        return this;
    }

    private void escape(char c) {
        add('\\');
        switch (c) {
            case '"', '\\' -> add(c);
            case '\n' -> add('n');
            case '\r' -> add('r');
            case '\t' -> add('t');
            case '\b' -> add('b');
            case '\f' -> add('f');
            default -> ascii("u00").add(HEX[c >> 4]).add(HEX[c & 0xF]);
        }
    }

    /** Answers how many further chars were taken. */
    private int utf8(String text, int at, char c) {
        if (c < 0x800) {
            add(0xC0 | (c >> 6)).add(continuation(c));
            return 0;
        }
        if (Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            add(0xF0 | (point >> 18))
                    .add(continuation(point >> 12))
                    .add(continuation(point >> 6))
                    .add(continuation(point));
            return 1;
        }
        int point = Character.isSurrogate(c) ? 0xFFFD : c;
        add(0xE0 | (point >> 12)).add(continuation(point >> 6)).add(continuation(point));
        return 0;
    }

    private static int continuation(int bits) {
        return 0x80 | (bits & 0x3F);
    }

    private void ensure(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
