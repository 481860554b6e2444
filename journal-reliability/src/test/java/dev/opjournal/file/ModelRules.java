package dev.opjournal.file;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may be written behind the lines of a {@link JournalModel}, by the words of the API: keys, transitions, bounds. An
 * append is judged entry by entry, each behind those before it.
 */
final class ModelRules {
    static final String SECRET = "secret";

    /** Why an append is refused: the exception, and what it tells. */
    record Refusal(Class<? extends JournalException> type, Object about) {
        static Refusal of(JournalException e) {
            if (e instanceof AlreadyAppliedException applied) {
                return new Refusal(e.getClass(), applied.entry());
            } else if (e instanceof KeyInFlightException inFlight) {
                return new Refusal(e.getClass(), inFlight.opId());
            } else if (e instanceof KeyConflictException conflict) {
                return new Refusal(e.getClass(), conflict.opId());
            } else if (e instanceof IllegalTransitionException illegal) {
                return new Refusal(e.getClass(), illegal.from());
            } else if (e instanceof InvalidEntryException invalid) {
                return new Refusal(e.getClass(), invalid.field());
            }
            throw e;
        }
    }

    /** What becomes of an append: its entries as they must be written, or why not. */
    record Fate(List<JournalEntry> entries, @Nullable Refusal refusal) {
        static Fate refused(Refusal refusal) {
            return new Fate(List.of(), refusal);
        }
    }

    private final JournalModel model;
    private final Instant now;
    private final Dialect dialect;
    private final int maxEntryBytes;

    ModelRules(JournalModel model, Instant now, Dialect dialect, int maxEntryBytes) {
        this.model = model;
        this.now = now;
        this.dialect = dialect;
        this.maxEntryBytes = maxEntryBytes;
    }

    /**
     * Judges an append.
     *
     * @param owner by whose handle it comes; null for one without a handle, which anybody may make
     */
    Fate fate(List<JournalEntry> drafts, @Nullable Object owner) {
        List<JournalEntry> kept = new ArrayList<>();
        for (JournalEntry draft : drafts) {
            JournalEntry redacted = redacted(draft);
            Refusal refusal = ModelBounds.refusal(redacted, dialect);
            if (refusal != null) {
                return Fate.refused(refusal);
            }
            kept.add(ModelBounds.cut(redacted));
        }
        List<JournalEntry> entries = new ArrayList<>();
        for (JournalEntry draft : kept) {
            Refusal refusal = judge(draft, entries, owner);
            if (refusal != null) {
                return Fate.refused(refusal);
            }
        }
        boolean tooLarge = entries.stream()
                .anyMatch(entry -> entry.state() == OpState.STARTED
                        && !entry.isRelease()
                        && entry.params().values().stream().anyMatch(value -> value.length() > maxEntryBytes));
        return tooLarge ? Fate.refused(new Refusal(InvalidEntryException.class, "entry")) : new Fate(entries, null);
    }

    private @Nullable Refusal judge(JournalEntry draft, List<JournalEntry> before, @Nullable Object owner) {
        boolean begins = draft.state() == OpState.STARTED && !draft.isRelease();
        if (begins && draft.idempotencyKey().isPresent()) {
            Refusal refusal = claim(draft, draft.idempotencyKey().get(), before);
            if (refusal != null) {
                return refusal;
            }
        }
        JournalEntry newest = newest(draft.opId(), before);
        if (newest == null && begins) {
            before.add(draft.toBuilder().at(now).build());
            return null;
        }
        Refusal refusal = transition(draft, newest, owner);
        if (refusal == null) {
            before.add(next(draft, Objects.requireNonNull(newest)));
        }
        return refusal;
    }

    private @Nullable JournalEntry newest(String opId, List<JournalEntry> before) {
        return before.stream()
                .filter(entry -> entry.opId().equals(opId))
                .reduce((one, later) -> later)
                .orElseGet(() -> model.latest(opId));
    }

    private @Nullable Refusal claim(JournalEntry draft, String key, List<JournalEntry> before) {
        Map<String, JournalEntry> newest = new HashMap<>();
        before.forEach(entry -> newest.put(entry.opId(), entry));
        for (JournalEntry sibling : newest.values()) {
            if (JournalModel.hasKey(sibling, key) && sibling.state() != OpState.FAILED) {
                return held(draft, sibling, new Refusal(KeyInFlightException.class, sibling.opId()));
            }
        }
        JournalEntry applied = model.applied(key);
        if (applied != null) {
            return held(draft, applied, new Refusal(AlreadyAppliedException.class, applied));
        }
        for (JournalEntry holder : model.inFlight()) {
            if (JournalModel.hasKey(holder, key) && !newest.containsKey(holder.opId())) {
                return held(draft, holder, new Refusal(KeyInFlightException.class, holder.opId()));
            }
        }
        return null;
    }

    /** The same key for another request is told as such; what is not kept tells no two requests apart. */
    private static Refusal held(JournalEntry draft, JournalEntry holder, Refusal sameRequest) {
        boolean same = draft.kind().equals(holder.kind())
                && draft.target().equals(holder.target())
                && withoutSecrets(draft).equals(withoutSecrets(holder));
        return same ? sameRequest : new Refusal(KeyConflictException.class, holder.opId());
    }

    private static Map<String, String> withoutSecrets(JournalEntry entry) {
        Map<String, String> params = new HashMap<>(entry.params());
        params.remove(SECRET);
        return params;
    }

    private static JournalEntry redacted(JournalEntry draft) {
        Map<String, String> params = new LinkedHashMap<>(draft.params());
        params.computeIfPresent(SECRET, (name, value) -> FileJournalOptions.REDACTED);
        return draft.toBuilder().params(params).build();
    }

    private @Nullable Refusal transition(JournalEntry draft, @Nullable JournalEntry newest, @Nullable Object owner) {
        OpState from = newest == null ? null : newest.state();
        boolean allowed = from == OpState.STARTED && (draft.state() != OpState.STARTED || draft.isRelease())
                || from == OpState.TASK_RUNNING && draft.state() != OpState.STARTED;
        if (!allowed || (owner != null && model.owner(draft.opId()) != owner)) {
            return new Refusal(IllegalTransitionException.class, Optional.ofNullable(from));
        }
        if (!draft.kind().equals(newest.kind())) {
            return new Refusal(InvalidEntryException.class, "kind");
        }
        boolean taskIsMissing = draft.state() == OpState.TASK_RUNNING
                && draft.task().isEmpty()
                && newest.task().isEmpty();
        return taskIsMissing ? new Refusal(InvalidEntryException.class, "task") : null;
    }

    /** Every entry is whole in itself: it repeats what its operation was begun with. */
    private JournalEntry next(JournalEntry draft, JournalEntry newest) {
        return newest.toBuilder()
                .state(draft.state())
                .task(draft.task().or(newest::task).orElse(null))
                .result(draft.result().orElse(null))
                .resultDropped(draft.resultDropped().orElse(null))
                .error(draft.error().orElse(null))
                .at(now)
                .recordNumber(0)
                .build();
    }
}
