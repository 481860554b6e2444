package dev.opjournal.file;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Reads times as {@link java.time.Instant#toString} writes them, of the years 0 to 9999, to the second. Most lines are of the
 * day of the line before. Not thread-safe.
 */
final class LineTime {
    private static final long SECONDS_OF_A_DAY = 86_400;

    private static final int DATE_IN_SECOND_WORD = 3;
    private static final int MOST_FRACTION_DIGITS = 9;

    /** {@code 2026-11-23T}, whose midnight is known. */
    private long yearAndMonth;

    private long day;
    private long midnight;

    private long seconds;

    /** What was read. */
    long seconds() {
        return seconds;
    }

    /**
     * Reads the time that begins at a position.
     *
     * @return the position behind it, or -1 if no such time stands there
     */
    int read(byte[] bytes, int at, int last) {
        if (at > last || (!isKnownDay(bytes, at) && !newDay(bytes, at))) {
            return -1;
        }
        int hour = twoDigits(bytes, at + 11);
        int minute = twoDigits(bytes, at + 14);
        int second = twoDigits(bytes, at + 17);
        boolean separated = bytes[at + 13] == ':' && bytes[at + 16] == ':';
        if (!separated || (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
            return -1;
        }
        seconds = midnight + hour * 3600L + minute * 60L + second;
        int end = fraction(bytes, at + 19);
        return end >= 0 && bytes[end] == 'Z' ? end + 1 : -1;
    }

    private boolean isKnownDay(byte[] bytes, int at) {
        return Words.at(bytes, at) == yearAndMonth
                && (Words.at(bytes, at + 8) & Words.mask(DATE_IN_SECOND_WORD)) == day;
    }

    private boolean newDay(byte[] bytes, int at) {
        int century = twoDigits(bytes, at);
        int year = twoDigits(bytes, at + 2);
        int month = twoDigits(bytes, at + 5);
        int dayOfMonth = twoDigits(bytes, at + 8);
        boolean separated = bytes[at + 4] == '-' && bytes[at + 7] == '-' && bytes[at + 10] == 'T';
        if (!separated || (century | year | month | dayOfMonth) < 0) {
            return false;
        }
        try {
            midnight = LocalDate.of(century * 100 + year, month, dayOfMonth).toEpochDay() * SECONDS_OF_A_DAY;
        } catch (DateTimeException e) {
            return false;
        }
        yearAndMonth = Words.at(bytes, at);
        day = Words.at(bytes, at + 8) & Words.mask(DATE_IN_SECOND_WORD);
        return true;
    }

    /** The fraction of the second, which may be left out. */
    private static int fraction(byte[] bytes, int at) {
        if (bytes[at] != '.') {
            return at;
        }
        int end = at + 1;
        while (end - at <= MOST_FRACTION_DIGITS && isDigit(bytes[end])) {
            end++;
        }
        return end > at + 1 ? end : -1;
    }

    private static int twoDigits(byte[] bytes, int at) {
        return isDigit(bytes[at]) && isDigit(bytes[at + 1]) ? bytes[at] * 10 + bytes[at + 1] - '0' * 11 : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
