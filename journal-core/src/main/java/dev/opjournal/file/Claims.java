package dev.opjournal.file;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.KeyClaim;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import org.jspecify.annotations.Nullable;

/** What listeners hear of claims of idempotency keys. */
final class Claims {
    private Claims() {}

    /** Whether an entry that is on the device took a key. */
    static boolean isMadeBy(JournalEntry entry) {
        return entry.state() == OpState.STARTED
                && !entry.isRelease()
                && entry.idempotencyKey().isPresent();
    }

    static KeyClaim admitted(JournalEntry entry) {
        return new KeyClaim(entry.idempotencyKey().orElse(""), entry.opId(), KeyClaim.Outcome.ADMITTED);
    }

    /** The claim that was refused; null if it was something else that was. */
    static @Nullable KeyClaim refused(JournalException refusal) {
        if (refusal instanceof AlreadyAppliedException applied) {
            return new KeyClaim(applied.idempotencyKey(), applied.entry().opId(), KeyClaim.Outcome.REPLAYED);
        }
        if (refusal instanceof KeyInFlightException taken) {
            return new KeyClaim(taken.idempotencyKey(), taken.opId(), KeyClaim.Outcome.IN_FLIGHT);
        }
        if (refusal instanceof KeyConflictException conflict) {
            return new KeyClaim(conflict.idempotencyKey(), conflict.opId(), KeyClaim.Outcome.CONFLICT);
        }
        return null;
    }
}
