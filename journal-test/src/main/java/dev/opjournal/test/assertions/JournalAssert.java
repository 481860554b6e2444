package dev.opjournal.test.assertions;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationMatches;
import dev.opjournal.OperationQuery;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions of a journal. What fails tells what is there instead; values of params and results are shown only where asked for. */
public final class JournalAssert extends AbstractAssert<JournalAssert, Journal> {
    /** As many as a message tells of. */
    private static final int MOST_SHOWN = 20;

    JournalAssert(Journal actual) {
        super(actual, JournalAssert.class);
    }

    /** The operation with an id, which is there. */
    public OperationAssert operation(String opId) {
        isNotNull();
        List<JournalEntry> history = actual.history(opId);
        if (history.isEmpty()) {
            throw failure("Expected an operation %s in the journal, but there %s", opId, operations());
        }
        return new OperationAssert(actual, history);
    }

    /** The newest operation with an idempotency key; there is one. */
    public OperationAssert operationWithKey(String idempotencyKey) {
        isNotNull();
        List<JournalEntry> newest = actual.find(OperationQuery.newest(1).idempotencyKey(idempotencyKey))
                .entries();
        if (newest.isEmpty()) {
            throw failure(
                    "Expected an operation with the key %s in the journal, but there %s", idempotencyKey, operations());
        }
        return new OperationAssert(actual, actual.history(newest.get(0).opId()));
    }

    /** Every operation has ended. */
    public JournalAssert hasNothingInFlight() {
        isNotNull();
        List<JournalEntry> inFlight = actual.inFlight();
        if (!inFlight.isEmpty()) {
            throw failure("Expected nothing in flight, but there %s", Words.operations(inFlight));
        }
        return this;
    }

    /** An operation with the key has succeeded. */
    public JournalAssert hasApplied(String idempotencyKey) {
        isNotNull();
        if (!actual.alreadyApplied(idempotencyKey)) {
            throw failure("Expected the key %s to be applied, but there %s", idempotencyKey, withKey(idempotencyKey));
        }
        return this;
    }

    /** No operation with the key has succeeded. */
    public JournalAssert hasNotApplied(String idempotencyKey) {
        isNotNull();
        if (actual.alreadyApplied(idempotencyKey)) {
            throw failure(
                    "Expected the key %s not to be applied, but there %s", idempotencyKey, withKey(idempotencyKey));
        }
        return this;
    }

    /** It holds as many operations, ended or not. */
    public JournalAssert hasOperations(int count) {
        isNotNull();
        long there = actual.status().counts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (there != count) {
            throw failure("Expected %s operations in the journal, but there %s", count, operations());
        }
        return this;
    }

    private String operations() {
        OperationMatches found = actual.find(OperationQuery.newest(MOST_SHOWN));
        return Words.operations(found.entries());
    }

    private String withKey(String idempotencyKey) {
        return Words.operations(actual.find(OperationQuery.newest(MOST_SHOWN).idempotencyKey(idempotencyKey))
                .entries());
    }
}
