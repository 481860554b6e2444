package dev.opjournal.file;

/**
 * A map from fingerprints to numbers other than 0, in flat arrays: 24 bytes a slot, no objects. Nothing is removed: what
 * compaction drops is not in the table of the next generation.
 *
 * <p>Open addressing with linear probing, in segments by the first bits of the fingerprint. Each segment grows by itself, by
 * half, and the sizes of the segments are spread evenly over one such step, so that a growing table never copies more than a
 * small part of itself at once, and the share of empty slots is the same at any size. Not thread-safe.
 */
final class FingerprintTable {
    private static final int SEGMENT_BITS = 8;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;
    private static final int SMALLEST = 8;
    private static final double GROWTH = 1.5;
    private static final double MOST_LOAD = 0.75;
    private static final int SLOT = 3;

    /** One part of the table. A slot is the two halves of a fingerprint and the number; 0 where it is empty. */
    private static final class Segment {
        private final int index;
        private int step;
        private long[] slots;
        private int capacity;
        private int used;

        Segment(int index) {
            this.index = index;
            this.capacity = capacityAt(0);
            this.slots = new long[capacity * SLOT];
        }

        private int capacityAt(int steps) {
            return (int) Math.ceil(SMALLEST * Math.pow(GROWTH, steps + (double) index / SEGMENTS));
        }

        /** The slot of the fingerprint, or the empty one where it belongs. */
        private int slot(long high, long low) {
            int at = place(high);
            while (slots[at + 2] != 0 && (slots[at] != high || slots[at + 1] != low)) {
                at += SLOT;
                if (at == slots.length) {
                    at = 0;
                }
            }
            return at;
        }

        /** Where the search for a fingerprint begins. */
        private int place(long high) {
            return (int) (((high >>> (32 - SEGMENT_BITS) & 0xFFFFFFFFL) * capacity) >>> 32) * SLOT;
        }

        private void grow() {
            long[] before = slots;
            capacity = capacityAt(++step);
            slots = new long[Math.multiplyExact(capacity, SLOT)];
            for (int from = 0; from < before.length; from += SLOT) {
                if (before[from + 2] != 0) {
                    System.arraycopy(before, from, slots, slot(before[from], before[from + 1]), SLOT);
                }
            }
        }
    }

    /** Hears of what the table holds. */
    @FunctionalInterface
    interface Visitor {
        void value(long value);
    }

    private final Segment[] segments = new Segment[SEGMENTS];
    private long size;

    FingerprintTable() {
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment(i);
        }
    }

    long size() {
        return size;
    }

    /** The number of a fingerprint; 0 if it has none. */
    long get(long high, long low) {
        Segment segment = segmentOf(high);
        return segment.slots[segment.slot(high, low) + 2];
    }

    /** Gives a fingerprint a number, which is not 0; answers the one it had before, or 0. */
    long put(long high, long low, long value) {
        Segment segment = segmentOf(high);
        int at = segment.slot(high, low);
        long before = segment.slots[at + 2];
        if (before == 0) {
            if (segment.used + 1 > segment.capacity * MOST_LOAD) {
                segment.grow();
                at = segment.slot(high, low);
            }
            segment.slots[at] = high;
            segment.slots[at + 1] = low;
            segment.used++;
            size++;
        }
        segment.slots[at + 2] = value;
        return before;
    }

    /** Looks at the place where a fingerprint with this half may stand; what is answered means nothing. */
    long touch(long high) {
        Segment segment = segmentOf(high);
        return segment.slots[segment.place(high)];
    }

    private Segment segmentOf(long high) {
        return segments[(int) (high >>> (64 - SEGMENT_BITS))];
    }

    /**
     * Walks through a table that changes between the steps of the walk. What was there when the walk began is told at least
     * once, with the number that it has when it is told.
     */
    final class Walk {
        private int segment;
        private int slot;
        private int capacity;

        /** Goes on by some slots; false when all were told. */
        boolean next(int count, Visitor visitor) {
            int left = count;
            while (segment < SEGMENTS && left > 0) {
                Segment now = segments[segment];
                if (now.capacity != capacity) {
                    capacity = now.capacity;
                    slot = 0;
                }
                for (; slot < capacity && left > 0; slot++, left--) {
                    long value = now.slots[slot * SLOT + 2];
                    if (value != 0) {
                        visitor.value(value);
                    }
                }
                if (slot == capacity) {
                    segment++;
                    capacity = 0;
                }
            }
            return segment < SEGMENTS;
        }
    }

    Walk walk() {
        return new Walk();
    }
}
