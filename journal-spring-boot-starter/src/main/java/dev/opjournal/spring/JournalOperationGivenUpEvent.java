package dev.opjournal.spring;

import org.jspecify.annotations.Nullable;

/**
 * Recovery gave an operation up: its handler could not tell in the allowed number of attempts. The operation stays in flight
 * and keeps its key, until somebody settles it or the application is started again.
 *
 * <p>Listeners are called in a thread of their own, one event after the other. One that is slow delays the next event and
 * nothing else, and may call the journal. What it throws is logged.
 *
 * @param opId the operation
 * @param kind its kind
 * @param target its target; empty if it has none
 * @param reason why the handler could not tell, if something is known; null otherwise
 */
public record JournalOperationGivenUpEvent(
        String opId, String kind, String target, @Nullable String reason) {}
