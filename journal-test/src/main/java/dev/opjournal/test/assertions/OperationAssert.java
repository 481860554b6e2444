package dev.opjournal.test.assertions;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Assertions of one operation, as it was in the journal when it was looked up. */
public final class OperationAssert extends AbstractAssert<OperationAssert, List<JournalEntry>> {
    private final Journal journal;
    private final JournalEntry newest;

    OperationAssert(Journal journal, List<JournalEntry> history) {
        super(history, OperationAssert.class);
        this.journal = journal;
        this.newest = history.get(history.size() - 1);
    }

    /** Its effect happened. */
    public OperationAssert hasSucceeded() {
        return isIn(OpState.SUCCEEDED, "to have succeeded");
    }

    /** It is known that its effect did not happen. */
    public OperationAssert hasFailed() {
        return isIn(OpState.FAILED, "to have failed");
    }

    private OperationAssert isIn(OpState state, String expected) {
        if (newest.state() != state) {
            throw failure("Expected %s %s, but it is %s", Words.name(newest), expected, Words.state(newest));
        }
        return this;
    }

    /** It has not ended. */
    public OperationAssert isInFlight() {
        if (!newest.isInFlight()) {
            throw failure("Expected %s to be in flight, but it is %s", Words.name(newest), Words.state(newest));
        }
        return this;
    }

    /** It has not ended and nobody in this process runs it, so that recovery must settle it. */
    public OperationAssert isInterrupted() {
        isInFlight();
        if (journal.interrupted().stream().noneMatch(entry -> entry.opId().equals(newest.opId()))) {
            throw failure(
                    "Expected %s to be interrupted, but somebody runs it: it is %s",
                    Words.name(newest), Words.state(newest));
        }
        return this;
    }

    /**
     * It has this result.
     *
     * @param expected written as JSON and compared with what was recorded; null for none
     */
    public OperationAssert withResult(@Nullable Object expected) {
        String recorded = newest.result().orElse(null);
        JsonNode there = recorded == null ? null : JsonMapper.shared().readTree(recorded);
        JsonNode wanted = expected == null ? null : JsonMapper.shared().valueToTree(expected);
        if (wanted == null ? there != null && !there.isNull() : !wanted.equals(there)) {
            String dropped = newest.resultDropped()
                    .map(why -> ", since one was dropped: " + why)
                    .orElse("");
            throw failure(
                    "Expected %s to have the result %s, but it has %s%s",
                    Words.name(newest), wanted, recorded == null ? "none" : recorded, dropped);
        }
        return this;
    }

    /** The reason of its failure, or of its release, holds this text. */
    public OperationAssert becauseOf(String reason) {
        if (newest.error().filter(error -> error.contains(reason)).isEmpty()) {
            throw failure(
                    "Expected %s to be so because of <%s>, but it is %s",
                    Words.name(newest), reason, Words.state(newest));
        }
        return this;
    }

    /** The outside world knows its work by this id. */
    public OperationAssert hasTask(String task) {
        if (newest.task().filter(task::equals).isEmpty()) {
            throw failure(
                    "Expected %s to have the task %s, but it has %s",
                    Words.name(newest), task, newest.task().orElse("none"));
        }
        return this;
    }

    /** It was begun with this param. */
    public OperationAssert hasParam(String name, String value) {
        if (!value.equals(newest.params().get(name))) {
            throw failure(
                    "Expected %s to have the param %s=%s, but it has %s",
                    Words.name(newest), name, value, newest.params());
        }
        return this;
    }

    /** Its entries went through these states, in this order and no others. A release repeats the state before it. */
    public OperationAssert hasHistory(OpState... states) {
        List<OpState> there = actual.stream().map(JournalEntry::state).toList();
        if (!there.equals(List.of(states))) {
            throw failure(
                    "Expected %s to have the history %s, but it has %s", Words.name(newest), List.of(states), there);
        }
        return this;
    }
}
