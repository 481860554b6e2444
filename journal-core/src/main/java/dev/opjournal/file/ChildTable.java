package dev.opjournal.file;

import java.util.Arrays;

/**
 * Which operations are steps of another one, in the order in which they were begun: of each step its fingerprint, and a line of
 * the operation that it is a step of. Steps are kept as long as that one is. 20 bytes a step. Not thread-safe.
 */
final class ChildTable {
    private static final int FIRST_CAPACITY = 16;

    private long[] highs = new long[0];
    private long[] lows = new long[0];
    private int[] parentLines = new int[0];
    private int size;

    int size() {
        return size;
    }

    /** Takes a step that begins, behind a line of its parent. */
    void add(long high, long low, int parentLine) {
        if (size == highs.length) {
            int capacity = Math.max(FIRST_CAPACITY, size + (size >> 1));
            highs = Arrays.copyOf(highs, capacity);
            lows = Arrays.copyOf(lows, capacity);
            parentLines = Arrays.copyOf(parentLines, capacity);
        }
        highs[size] = high;
        lows[size] = low;
        parentLines[size++] = parentLine;
    }

    long high(int child) {
        return highs[child];
    }

    long low(int child) {
        return lows[child];
    }

    int parentLine(int child) {
        return parentLines[child];
    }
}
