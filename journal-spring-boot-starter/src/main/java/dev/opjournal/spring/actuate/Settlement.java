package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an operation as a person knows it. Only what nobody runs is settled in this way: the operation is taken over
 * meanwhile, so that no handler and no other person settles it too.
 *
 * @param outcome succeeded or failed
 * @param reason how the person knows
 * @param person null if the name is not known
 */
record Settlement(OpState outcome, String reason, @Nullable String person) {
    /** So many characters fit in the space that the journal keeps for the end of what is in flight. */
    private static final int FITS_ON_A_FULL_DISK = 100;

    /**
     * What somebody asks for.
     *
     * @throws BadRequestException if it is no outcome with a reason
     */
    static Settlement of(@Nullable String outcome, @Nullable String reason, @Nullable String person) {
        if (reason == null || reason.isBlank()) {
            throw new BadRequestException(
                    "There is no reason.", "Give one: it is recorded for whoever reads of the operation later.");
        }
        if (OpState.SUCCEEDED.text().equals(outcome)) {
            return new Settlement(OpState.SUCCEEDED, reason, person);
        }
        if (OpState.FAILED.text().equals(outcome)) {
            return new Settlement(OpState.FAILED, reason, person);
        }
        throw new BadRequestException(
                outcome == null ? "resolve is missing." : "resolve is '" + outcome + "'.",
                "Use succeeded if the effect happened, or failed if it did not and never will.");
    }

    /**
     * Records the outcome, with the reason.
     *
     * @return the entry; null if the id is unknown
     * @throws ConflictException if the operation has ended or somebody runs it
     * @throws dev.opjournal.JournalException if the journal takes nothing, or somebody else was faster
     */
    @Nullable
    JournalEntry record(Journal journal, String opId) {
        AtomicReference<@Nullable JournalEntry> written = new AtomicReference<>();
        boolean taken = journal.takeOver(opId, operation -> written.set(record(journal, operation)));
        if (taken) {
            return Objects.requireNonNull(written.get());
        }
        JournalEntry newest = journal.latest(opId).orElse(null);
        if (newest == null) {
            return null;
        }
        throw newest.isInFlight()
                ? new ConflictException(
                        "Operation " + opId + " is " + newest.state().text() + " and somebody in this process runs it,"
                                + " its runner or recovery.",
                        "Wait until it has ended, or is released.")
                : new ConflictException(
                        "Operation " + opId + " has ended before: it is "
                                + newest.state().text() + ".",
                        "Take the recorded outcome. An operation ends once.");
    }

    private JournalEntry record(Journal journal, Operation operation) {
        String note = "resolved by " + (person == null ? "hand" : person) + ": " + reason;
        if (outcome == OpState.FAILED) {
            operation.failed(note);
            return operation.entry();
        }
        try {
            return succeed(journal, operation, note);
        } catch (JournalFullException full) {
            if (note.length() <= FITS_ON_A_FULL_DISK) {
                throw full;
            }
            // As a handle does with the reason of a failure.
            return succeed(journal, operation, cut(note));
        }
    }

    /** By the primitive, since a handle gives no reason for a success. A result is what only the operation itself could tell. */
    private static JournalEntry succeed(Journal journal, Operation operation, String note) {
        JournalEntry succeeded = JournalEntry.of(operation.opId(), operation.kind(), OpState.SUCCEEDED)
                .error(note)
                .build();
        return journal.append(List.of(succeeded)).get(0);
    }

    private static String cut(String note) {
        int last = FITS_ON_A_FULL_DISK - 1;
        return note.substring(0, Character.isHighSurrogate(note.charAt(last)) ? last : last + 1) + "…";
    }
}
