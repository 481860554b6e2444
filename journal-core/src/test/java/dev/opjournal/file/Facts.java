package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import org.jspecify.annotations.Nullable;

/** The facts of a line, to be compared. */
record Facts(
        Fingerprint operation,
        boolean own,
        boolean closing,
        @Nullable Fingerprint appliedKey,
        @Nullable Fingerprint parent,
        OpState state,
        long atSeconds,
        long number,
        long watermark) {

    static Facts of(LineFacts facts) {
        return new Facts(
                new Fingerprint(facts.operationHigh, facts.operationLow),
                facts.own,
                facts.closing,
                facts.appliesKey ? new Fingerprint(facts.keyHigh, facts.keyLow) : null,
                facts.stepBegins ? new Fingerprint(facts.parentHigh, facts.parentLow) : null,
                facts.state,
                facts.atSeconds,
                facts.number,
                facts.watermark);
    }

    /** What the facts must be, by the entry that the decoder read. */
    static Facts of(JournalEntry entry, LineFormat.Seal seal, Fingerprints fingerprints) {
        return new Facts(
                fingerprints.of(entry.opId()),
                entry.opId().startsWith("opjournal:"),
                entry.opId().equals("opjournal:closed"),
                entry.idempotencyKey()
                        .filter(key -> entry.state() == OpState.SUCCEEDED)
                        .map(fingerprints::of)
                        .orElse(null),
                entry.parent()
                        .filter(parent -> entry.state() == OpState.STARTED && !parent.isEmpty())
                        .map(fingerprints::of)
                        .orElse(null),
                entry.state(),
                entry.at().getEpochSecond(),
                seal.number(),
                seal.watermark());
    }
}
