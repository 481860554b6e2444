package dev.opjournal.benchmarks.store;

import java.nio.charset.StandardCharsets;

/**
 * What is given to stores that keep bytes: lines as long as those of the journal are on the average of an operation, no two
 * of which are the same. The array is used again, so that making a line costs a peer next to nothing.
 */
final class SampleLine {
    /** The journal's own lines are 230 (begun, without a task) to 320 bytes. */
    static final int BYTES = 285;

    private static final int CALLER_SHIFT = 40;
    private static final int ID_AT = 10;
    private static final int ID_DIGITS = 16;
    private static final String FIELDS = """
            {"op_id":"0000000000000000","kind":"vm.start","target":"101","params":{"node":"pve1"},"task":"%s",\
            "state":"task_running","idemp_key":"job-0-000000001","at":"2026-11-24T08:00:00.123456789Z","note":"%s"}
            """;

    private final byte[] bytes;
    private long id;

    SampleLine(int caller) {
        String unpadded = FIELDS.formatted(SampleOperation.TASK, "");
        bytes = FIELDS.formatted(SampleOperation.TASK, "x".repeat(BYTES - unpadded.length()))
                .getBytes(StandardCharsets.US_ASCII);
        id = (long) caller << CALLER_SHIFT;
    }

    /** Goes on to the next line and answers its number, which no other caller's line has. */
    long next() {
        long rest = ++id;
        for (int i = ID_AT + ID_DIGITS - 1; i >= ID_AT; i--) {
            bytes[i] = (byte) Character.forDigit((int) (rest & 0xf), 16);
            rest >>>= 4;
        }
        return id;
    }

    /** The line; valid until {@link #next}. */
    byte[] bytes() {
        return bytes;
    }
}
