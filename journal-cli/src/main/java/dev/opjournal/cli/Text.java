package dev.opjournal.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Texts of a journal as they may be shown on a terminal. */
final class Text {
    private static final int MOST_CHARS = 60;

    private Text() {}

    /** Without characters that a terminal obeys: a journal's texts come from outside. */
    static String safe(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            if (Character.isISOControl(point) || type == Character.FORMAT || type == Character.LINE_SEPARATOR) {
                safe.append("\\u").append(String.format("%04x", point));
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }

    /** As {@link #safe}, and no longer than a column of a table. */
    static String brief(@Nullable String text) {
        String safe = safe(text);
        return safe.length() <= MOST_CHARS ? safe : safe.substring(0, MOST_CHARS - 1) + "…";
    }

    static String time(Instant at) {
        return at.equals(Instant.EPOCH)
                ? "-"
                : at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static String count(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun + "s");
    }
}
