package dev.opjournal.file;

import org.jspecify.annotations.Nullable;

/**
 * What is being written, by name: an open-addressed table with linear probing, since a map's node for each of two names an
 * append would be a tenth of what an append allocates. Guarded by the lock of {@link Admission}.
 */
final class Slots {
    private static final int LEAST_CAPACITY = 64;

    /** A power of two, at least twice as many as there are names. */
    private @Nullable String[] names = new String[LEAST_CAPACITY];

    private @Nullable Pending[] holders = new Pending[LEAST_CAPACITY];
    private int size;

    @Nullable
    Pending holder(String name) {
        return holders[placeOf(name)];
    }

    /** Takes the slot, whoever held it. */
    void take(String name, Pending holder) {
        int at = placeOf(name);
        if (names[at] == null) {
            if (size * 2 >= names.length) {
                grow();
                at = placeOf(name);
            }
            names[at] = name;
            size++;
        }
        holders[at] = holder;
    }

    /** Gives the slot free if it is held by the given append. */
    void free(String name, Pending holder) {
        int at = placeOf(name);
        if (holders[at] == holder) {
            size--;
            close(at);
        }
    }

    /** Moves up what stands behind a place that becomes free and belongs at it or before it, so that it is found again. */
    private void close(int freed) {
        int gap = freed;
        for (int at = next(gap); ; at = next(at)) {
            String name = names[at];
            if (name == null) {
                break;
            }
            if (distance(home(name), at) >= distance(gap, at)) {
                names[gap] = name;
                holders[gap] = holders[at];
                gap = at;
            }
        }
        names[gap] = null;
        holders[gap] = null;
    }

    private void grow() {
        @Nullable String[] oldNames = names;
        @Nullable Pending[] oldHolders = holders;
        @Nullable String[] largerNames = new String[oldNames.length * 2];
        @Nullable Pending[] largerHolders = new Pending[oldNames.length * 2];
        names = largerNames;
        holders = largerHolders;
        for (int i = 0; i < oldNames.length; i++) {
            String name = oldNames[i];
            if (name != null) {
                int at = placeOf(name);
                names[at] = name;
                holders[at] = oldHolders[i];
            }
        }
    }

    /** Where the name stands, or else the free place where it would stand. */
    private int placeOf(String name) {
        int at = home(name);
        while (names[at] != null && !name.equals(names[at])) {
            at = next(at);
        }
        return at;
    }

    private int home(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & (names.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (names.length - 1);
    }

    /** How many places it is forward from one to another. */
    private int distance(int from, int to) {
        return (to - from) & (names.length - 1);
    }
}
