package dev.opjournal.file;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.file.ModelRules.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bounds of texts, as the API tells them. */
final class ModelBounds {
    private static final int MOST_ERROR_CHARS = 4096;

    private ModelBounds() {}

    /** Of what comes before the effect. */
    static @Nullable Refusal refusal(JournalEntry draft, Dialect dialect) {
        String field = null;
        if (draft.state() == OpState.STARTED && !draft.isRelease()) {
            field = wrongField(draft, dialect);
        }
        if (field == null && draft.opId().startsWith("opjournal:")) {
            field = "opId";
        }
        if (field == null && draft.task().filter(String::isEmpty).isPresent()) {
            field = "task";
        }
        return field == null ? null : new Refusal(InvalidEntryException.class, field);
    }

    private static @Nullable String wrongField(JournalEntry draft, Dialect dialect) {
        if (!isWithin(draft.opId(), 1, 200)) {
            return "opId";
        } else if (!isWithin(draft.kind(), 1, 100)) {
            return "kind";
        } else if (!isWithin(draft.target(), 0, 500)) {
            return "target";
        } else if (draft.idempotencyKey().filter(key -> !isWithin(key, 1, 255)).isPresent()) {
            return "idempotencyKey";
        }
        for (Map.Entry<String, String> param : draft.params().entrySet()) {
            if (!isWithin(param.getKey(), 1, 100)) {
                return "params";
            } else if (!isUnicode(param.getValue())) {
                return "params." + param.getKey();
            }
        }
        if (draft.kind().startsWith("opjournal.")) {
            return "kind";
        }
        return dialect == Dialect.PROXMOX && !draft.target().matches("0|[1-9][0-9]{0,8}") ? "target" : null;
    }

    private static boolean isWithin(String text, int least, int most) {
        return text.length() >= least && text.length() <= most && isUnicode(text);
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(ModelBounds::isSurrogate);
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** What comes after the effect is never refused: it is cut, and what is no Unicode is replaced. */
    static JournalEntry cut(JournalEntry draft) {
        return draft.toBuilder()
                .task(draft.task().map(ModelBounds::valid).orElse(null))
                .error(draft.error().map(error -> valid(cut(error))).orElse(null))
                .build();
    }

    private static String cut(String error) {
        return error.length() <= MOST_ERROR_CHARS ? error : error.substring(0, MOST_ERROR_CHARS) + "…";
    }

    private static String valid(String text) {
        StringBuilder valid = new StringBuilder();
        text.codePoints().forEach(point -> valid.appendCodePoint(isSurrogate(point) ? 0xFFFD : point));
        return valid.toString();
    }
}
