package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 4, for files that are made to be hard on whoever reads them, and long enough that a multiple of the file shows: what
 * {@link OpenFuzz} says of any bytes holds for these too.
 */
class HostileFilesIT {
    private static final int BYTES = 1 << 20;
    private static final byte[] ID = Header.seed("00112233445566778899aabbccddeeff");
    private static final String REQUEST = "{\"op_id\":\"a\",\"kind\":\"k\",\"state\":\"started\"";

    /** A file, by what most of it is. */
    enum Shape {
        BRACES(tail("{")),
        IDS(tail("{\"op_id\":\"a\"")),
        IDS_WITHOUT_AN_END(tail("{\"op_id\":\"")),
        QUOTES(tail("\"")),
        BACKSLASHES(tail("{\"op_id\":\"" + "\\".repeat(1000))),
        LINE_ENDS(tail("\n")),
        LINES_OF_NOTHING(tail("{}\n")),
        CHECKSUMS(tail(",\"crc\":\"00000000\"}")),
        WITNESSES_OF_NOTHING(tail(",\"d\":1,\"crc\":\"00000000\"}\n")),
        SEALS_ON_ONE_LINE(tail(REQUEST + ",\"n\":1,\"d\":1,\"crc\":\"00000000\"}")),
        SPACES_AND_NULS(tail(" ".repeat(600) + "\0")),
        OPERATIONS(go("{\"op_id\":\"%d\",\"kind\":\"k\",\"state\":\"started\"}\n")),
        OPERATIONS_OF_THE_JOURNAL(lines("{\"op_id\":\"%d\",\"kind\":\"k\",\"state\":\"started\"}\n")),
        KINDS(go("{\"op_id\":\"%d\",\"kind\":\"k%1$d\",\"state\":\"started\"}\n")),
        GLUED(go(REQUEST + "}\n") + repeated(REQUEST)),
        GLUED_WHOLE(go(REQUEST + "}\n") + repeated(REQUEST + "}")),
        PARAMS(lines(REQUEST + ",\"params\":{" + numbered("\"%d\":\"\",") + "\"x\":\"\"}}\n")),
        DEEP(lines(REQUEST + ",\"result\":" + "[".repeat(BYTES / 2) + "]".repeat(BYTES / 2) + "}\n")),
        DEEP_AND_UNKNOWN(lines(REQUEST + ",\"x\":" + "[".repeat(BYTES / 2) + "]".repeat(BYTES / 2) + "}\n")),
        DEEP_WITHOUT_AN_END(lines(REQUEST + ",\"result\":" + "{\"\":".repeat(BYTES / 4) + "}\n")),
        ESCAPES(lines("{\"op_id\":\"" + repeated("\\u0041") + "\",\"kind\":\"k\",\"state\":\"started\"}\n")),
        DIGITS(lines(REQUEST + ",\"vmid\":" + repeated("9") + "}\n")),
        DIGITS_OF_A_NUMBER(lines("{\"n\":" + repeated("9") + "," + REQUEST.substring(1) + "}\n")),
        DIGITS_OF_A_GO_NUMBER(go(REQUEST + "}\n") + "{\"n\":" + repeated("9") + "," + REQUEST.substring(1) + "}\n"),
        EXPONENTS(go(REQUEST + "}\n") + repeated("{\"n\":1e999999999," + REQUEST.substring(1) + "}\n")),
        EXPONENTS_OF_RESULTS(go(REQUEST + ",\"result\":1e-999999999,\"vmid\":1e999999999}\n")),
        DIGITS_OF_A_TIME(lines(REQUEST + ",\"at\":\"" + repeated("9") + "\"}\n"));

        private final byte[] file;

        Shape(String file) {
            this.file = file.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static String header() {
        return new String(
                Header.write(new String(ID, StandardCharsets.ISO_8859_1), 0, Instant.EPOCH),
                StandardCharsets.ISO_8859_1);
    }

    private static String tail(String piece) {
        return (char) FuzzedFile.AS_IT_IS + header() + repeated(piece);
    }

    private static String go(String line) {
        return (char) FuzzedFile.AS_IT_IS + numbered(line);
    }

    private static String lines(String line) {
        return (char) FuzzedFile.SEALED_ANEW + header() + numbered(line);
    }

    private static String repeated(String piece) {
        return piece.repeat(BYTES / piece.length());
    }

    /** Each time with the next number. One line that is as long as that stands there once. */
    private static String numbered(String piece) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < BYTES; i++) {
            text.append(piece.contains("%") ? String.format(piece, i) : piece);
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHardToReadIsReadInBoundedMemoryToo(Shape shape) throws IOException {
        OpenFuzz.fuzzerTestOneInput(shape.file);
    }
}
