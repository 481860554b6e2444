package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Makes a journal's file of the bytes that a fuzzer gives. The first of them chooses: a file as it is, which seldom gets beyond
 * the first checksum; one whose checksums are made right; or one whose lines are sealed anew, each where it stands, so that what
 * reads the lines is reached with lines of any form.
 */
final class FuzzedFile {
    static final byte AS_IT_IS = '0';
    static final byte CHECKSUMS_RIGHT = '1';
    static final byte SEALED_ANEW = '2';

    private static final byte[] START = Header.START.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NUMBER = ",\"n\":".getBytes(StandardCharsets.US_ASCII);

    private FuzzedFile() {}

    /** The input that becomes these bytes in a way. */
    static byte[] input(byte way, byte[] file) {
        byte[] input = new byte[file.length + 1];
        input[0] = way;
        System.arraycopy(file, 0, input, 1, file.length);
        return input;
    }

    static byte[] of(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        byte[] id = id(bytes);
        if (id.length == 0) {
            return bytes;
        }
        return switch (input[0]) {
            case CHECKSUMS_RIGHT -> withChecksums(bytes, id);
            case SEALED_ANEW -> sealedAnew(bytes, id);
            default -> bytes;
        };
    }

    /** What its header names; nothing if it does not begin as a header does. */
    private static byte[] id(byte[] bytes) {
        int end = START.length + Header.ID_DIGITS;
        boolean isHeader = bytes.length > end && Arrays.equals(bytes, 0, START.length, START, 0, START.length);
        return isHeader ? Arrays.copyOfRange(bytes, START.length, end) : new byte[0];
    }

    private static byte[] withChecksums(byte[] bytes, byte[] id) {
        for (int from = 0, end; (end = lineEnd(bytes, from)) < bytes.length; from = end + 1) {
            if (LineFormat.endsWithChecksum(bytes, from, end)) {
                Bytes line = new Bytes(end - from);
                var sum = LineFormat.checksum(id);
                sum.update(bytes, from, end - LineFormat.CRC_BYTES - from);
                line.hex((int) sum.getValue());
                System.arraycopy(line.array(), 0, bytes, end - 10, 8);
            }
        }
        return bytes;
    }

    private static byte[] sealedAnew(byte[] bytes, byte[] id) {
        Bytes file = new Bytes(bytes.length + 64);
        file.add(Header.write(new String(id, StandardCharsets.ISO_8859_1), 0, Instant.EPOCH));
        int number = 0;
        long watermark = 0;
        for (int from = Math.min(lineEnd(bytes, 0) + 1, bytes.length); from < bytes.length; ) {
            int end = lineEnd(bytes, from);
            byte[] line = Arrays.copyOfRange(bytes, from, end);
            if (end < bytes.length && line.length > 1 && line[line.length - 1] == '}') {
                watermark = number % 3 == 0 ? file.length() : watermark;
                LineFormat.seal(new Line(prefix(line), id), id, ++number, watermark, file);
            } else {
                file.add(Arrays.copyOfRange(bytes, from, Math.min(end + 1, bytes.length)));
            }
            from = end + 1;
        }
        return file.copy();
    }

    /** A line without its closing brace, and without its seal if it has one. */
    private static byte[] prefix(byte[] line) {
        for (int at = line.length - NUMBER.length; at > 0; at--) {
            if (Arrays.equals(line, at, at + NUMBER.length, NUMBER, 0, NUMBER.length)) {
                return Arrays.copyOf(line, at);
            }
        }
        return Arrays.copyOf(line, line.length - 1);
    }

    private static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }
}
