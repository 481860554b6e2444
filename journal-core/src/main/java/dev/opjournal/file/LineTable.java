package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the lines of one generation of the file begin, by their place among its lines (the first behind the header is 0), and
 * which line of the same operation comes before each. A little over 8 bytes a line; grows by pages, and nothing is copied.
 * Not thread-safe.
 */
final class LineTable {
    /** In place of a line where there is none. */
    static final int NONE = -1;

    /** How many lines one file may hold. */
    static final int MOST_LINES = Integer.MAX_VALUE - 1;

    /** With more lines than this nothing is appended any more: room is left for the batch under way and for openings. */
    static final int MOST_LINES_BEFORE_A_BATCH = MOST_LINES - (1 << 20);

    private static final int PAGE = 1 << 12;

    /** Of so many lines the first begins less than 4 GiB before the last, since a line is shorter than 64 MiB. */
    private static final int GROUP = 32;

    private static final class Page {
        private final long[] groups = new long[PAGE / GROUP];
        private final int[] behind = new int[PAGE];
        private final int[] previous = new int[PAGE];
    }

    private final List<Page> pages = new ArrayList<>();
    private int size;

    int size() {
        return size;
    }

    /** Takes the next line; answers its place. */
    int add(long offset, int previous) {
        if (size == MOST_LINES) {
            throw new IllegalStateException("A journal holds at most " + MOST_LINES + " lines");
        }
        int line = size++;
        int at = line % PAGE;
        if (at == 0) {
            pages.add(new Page());
        }
        Page page = pages.get(line / PAGE);
        if (at % GROUP == 0) {
            page.groups[at / GROUP] = offset;
        }
        page.behind[at] = (int) (offset - page.groups[at / GROUP]);
        page.previous[at] = previous;
        return line;
    }

    long offset(int line) {
        Page page = pages.get(line / PAGE);
        int at = line % PAGE;
        return page.groups[at / GROUP] + Integer.toUnsignedLong(page.behind[at]);
    }

    /** The line of the same operation before this one, or {@link #NONE}. */
    int previous(int line) {
        return pages.get(line / PAGE).previous[line % PAGE];
    }

    /** Where the lines of an operation begin, in their order, given its last. */
    long[] offsets(int last) {
        int count = 0;
        for (int line = last; line != NONE; line = previous(line)) {
            count++;
        }
        long[] offsets = new long[count];
        for (int line = last; line != NONE; line = previous(line)) {
            offsets[--count] = offset(line);
        }
        return offsets;
    }

    /** How many bytes a line takes, given where the last one ends. */
    int length(int line, long end) {
        return (int) ((line + 1 < size ? offset(line + 1) : end) - offset(line));
    }

    /** The first line of an operation, given its last. */
    int first(int last) {
        int first = last;
        for (int line = last; line != NONE; line = previous(line)) {
            first = line;
        }
        return first;
    }
}
