package dev.opjournal.file;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of an entry. What comes before the effect is refused when it is out of bounds; what comes after it (task,
 * result, error) is never refused for its size, since the effect has happened: it is cut, or dropped with a mark.
 */
final class EntryChecks {
    static final int MOST_ID_CHARS = 200;
    static final int MOST_KIND_CHARS = 100;
    static final int MOST_TARGET_CHARS = 500;
    static final int MOST_KEY_CHARS = 255;
    static final int MOST_PARAMS = 100;
    static final int MOST_PARAM_NAME_CHARS = 100;
    static final int MOST_TASK_CHARS = 1 << 16;
    static final int MOST_ERROR_CHARS = 4096;
    static final int MOST_MARK_CHARS = 500;

    /** How many entries, and how many bytes of lines, one call may append. */
    static final int MOST_ENTRIES = 1000;

    static final long MOST_APPEND_BYTES = 1 << 26;

    private static final String CUT = "…";

    private final Dialect dialect;
    private final Results results;
    private final Redaction redaction;

    EntryChecks(Dialect dialect, Results results, Redaction redaction) {
        this.dialect = dialect;
        this.results = results;
        this.redaction = redaction;
    }

    /** The entry as it may be written. What is only repeated from the begin was checked then. */
    JournalEntry check(JournalEntry given) {
        // First of all: what is not to be kept must not be in an exception either.
        JournalEntry entry = redaction.of(given);
        if (entry.state() == OpState.STARTED && !entry.isRelease()) {
            begin(entry);
        }
        notOurs("opId", entry.opId(), LineFormat.OWN_ID);
        String task = entry.task().orElse(null);
        if (task != null && task.isEmpty()) {
            throw new InvalidEntryException(
                    "task", "is empty", "Give the id by which the outside world knows the work.");
        }
        return bounded(entry, task);
    }

    private void begin(JournalEntry entry) {
        text("opId", entry.opId(), 1, MOST_ID_CHARS);
        text("kind", entry.kind(), 1, MOST_KIND_CHARS);
        text("target", entry.target(), 0, MOST_TARGET_CHARS);
        entry.idempotencyKey().ifPresent(key -> text("idempotencyKey", key, 1, MOST_KEY_CHARS));
        entry.parent().ifPresent(parent -> text("parent", parent, 1, MOST_ID_CHARS));
        entry.step().ifPresent(step -> text("step", step, 1, MOST_KIND_CHARS));
        params(entry.params());
        notOurs("kind", entry.kind(), LineFormat.OWN_KIND);
        target(entry);
    }

    private JournalEntry bounded(JournalEntry entry, @Nullable String task) {
        String error = entry.error().orElse(null);
        String mark = entry.resultDropped().orElse(null);
        String boundedTask = bounded(task, MOST_TASK_CHARS);
        String boundedError = bounded(error, MOST_ERROR_CHARS);
        String boundedMark = bounded(mark, MOST_MARK_CHARS);
        String result = entry.result().orElse(null);
        // Most entries are within bounds, and are not copied.
        if (result == null
                && Objects.equals(boundedTask, task)
                && Objects.equals(boundedError, error)
                && Objects.equals(boundedMark, mark)) {
            return entry;
        }
        JournalEntry.Builder builder =
                entry.toBuilder().task(boundedTask).error(boundedError).resultDropped(boundedMark);
        if (result != null) {
            results.ofJson(result).into(builder);
        }
        return builder.build();
    }

    /** The text as it comes back from the file: cut, and with U+FFFD in place of each lone surrogate. */
    private static @Nullable String bounded(@Nullable String text, int most) {
        String cut = cut(text, most);
        return cut == null || !hasSurrogates(cut)
                ? cut
                : cut.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void target(JournalEntry entry) {
        if (dialect == Dialect.PROXMOX && !LineEncoder.isVmid(entry.target())) {
            throw new InvalidEntryException(
                    "target",
                    "is '" + entry.target() + "', which cannot be written as vmid",
                    "Give a whole number from 0 to 999999999, or use the standard dialect.");
        }
    }

    /** A line that is too long to begin an operation with is refused. */
    static void size(JournalEntry entry, Line line, int mostBytes) {
        if (entry.state() == OpState.STARTED
                && !entry.isRelease()
                && line.prefix().length() > mostBytes) {
            throw new InvalidEntryException(
                    "entry",
                    "takes " + line.prefix().length() + " bytes; at most " + mostBytes + " are allowed",
                    "Keep large params elsewhere and record where, or allow larger entries.");
        }
    }

    private static void params(Map<String, String> params) {
        if (params.size() > MOST_PARAMS) {
            throw new InvalidEntryException(
                    "params",
                    "are " + params.size() + "; at most " + MOST_PARAMS + " are allowed",
                    "Record what is needed to settle the operation after a crash.");
        }
        params.forEach((name, value) -> {
            text("params", name, 1, MOST_PARAM_NAME_CHARS);
            unicode("params." + name, value);
        });
    }

    private static void text(String field, String text, int least, int most) {
        if (text.length() < least) {
            throw new InvalidEntryException(field, "is empty", "Give one.");
        }
        if (text.length() > most) {
            throw new InvalidEntryException(
                    field,
                    "has " + text.length() + " characters; at most " + most + " are allowed",
                    "Give a shorter one, for example a hash of it.");
        }
        unicode(field, text);
    }

    private static void unicode(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidEntryException(
                        field,
                        "has a lone surrogate at index " + i,
                        "Give valid Unicode: two ids must not become one.");
            }
        }
    }

    private static void notOurs(String field, String text, String ours) {
        if (text.startsWith(ours)) {
            throw new InvalidEntryException(
                    field, "begins with '" + ours + "', which is the journal's own", "Choose another.");
        }
    }

    static @Nullable String cut(@Nullable String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + CUT;
    }
}
