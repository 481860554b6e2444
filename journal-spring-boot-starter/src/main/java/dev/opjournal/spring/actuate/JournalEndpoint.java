package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OperationMatches;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.steps.StepHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * A journal to look at: what is in flight, what matches a filter, and the history of each operation. Whoever is allowed to,
 * which nobody is unless the application says so, also settles what only a person can settle, has recovery ask again, and
 * compacts the journal.
 */
@Endpoint(id = "journal", defaultAccess = Access.READ_ONLY)
public class JournalEndpoint {
    static final int LIMIT = 100;

    private final Journal journal;
    private final @Nullable Recovery recovery;
    private final EntryView view;
    private final Show showValues;

    /**
     * For a journal and its recovery.
     *
     * @param recovery null if there is none
     * @param sanitizingFunctions what may hide values that are shown
     * @param showValues whether values of params, results and errors are shown
     */
    public JournalEndpoint(
            Journal journal,
            @Nullable Recovery recovery,
            Iterable<SanitizingFunction> sanitizingFunctions,
            Show showValues) {
        this.journal = journal;
        this.recovery = recovery;
        this.view = new EntryView(sanitizingFunctions);
        this.showValues = showValues;
    }

    /**
     * The journal at this moment and, with a filter, the newest entries of operations that match all filters. Without a filter
     * it answers also after a failure or the close.
     *
     * @param state one state, or several with commas between them
     * @param opId of one operation, whose history is told too
     * @param limit how many operations are told of at most: of those in flight the ones begun first, of those that match the
     *     newest; 100 if null
     */
    @ReadOperation
    public JournalDescriptor journal(
            @Nullable String state,
            @Nullable String kind,
            @Nullable String target,
            @Nullable String idempotencyKey,
            @Nullable String opId,
            @Nullable Integer limit) {
        return journal(
                new Filters(state, kind, target, idempotencyKey, opId),
                limit == null ? LIMIT : limit,
                showValues.isShown(true));
    }

    /**
     * All entries of one operation.
     *
     * @return null if the id is unknown
     */
    @ReadOperation
    public @Nullable OperationDescriptor operation(@Selector String opId) {
        return operation(opId, showValues.isShown(true));
    }

    /**
     * Does something with the journal as a whole.
     *
     * @param action {@code recover}: recovery asks about all that is not settled now, and this answers what it has come to
     *     until now; {@code compact}: the file is written anew without what need not be kept, and this answers when it was
     */
    @WriteOperation
    public OperationResponseBody act(String action) {
        return switch (action) {
            case "recover" -> recover();
            case "compact" -> CompactionDescriptor.of(journal.compact());
            default -> throw new BadRequestException("action is '" + action + "'.", "Use one of recover, compact.");
        };
    }

    /**
     * Records the outcome of an operation that only a person can settle. It must be in flight, and nobody may run it.
     *
     * @param resolve {@code succeeded} if the effect happened; {@code failed} if it did not and never will
     * @param reason how the person knows; recorded with the outcome
     * @return the entry; null if the id is unknown
     */
    @WriteOperation
    public @Nullable EntryDescriptor resolve(@Selector String opId, String resolve, String reason) {
        return resolve(opId, Settlement.of(resolve, reason, null), showValues.isShown(true));
    }

    JournalDescriptor journal(Filters filters, int limit, boolean shown) {
        if (limit < 0) {
            throw new BadRequestException("limit is " + limit + ".", "Use a number from 0 on.");
        }
        OperationMatches matches = find(filters, limit);
        JournalStatus status = journal.status(limit);
        return new JournalDescriptor(
                status.path().toString(),
                status.sizeBytes(),
                JournalDescriptor.countsOf(status),
                status.appliedKeys(),
                status.inFlight().stream()
                        .map(operation -> view.inList(operation.newest(), shown))
                        .toList(),
                RecoveryDescriptor.of(recovery),
                matches == null ? null : inList(matches.entries(), shown),
                matches == null ? null : matches.complete(),
                matches == null || filters.opId() == null ? null : historyOf(matches, shown),
                matches == null || filters.opId() == null ? null : stepsOf(matches, shown));
    }

    private @Nullable OperationMatches find(Filters filters, int limit) {
        if (filters.isNone()) {
            return null;
        }
        // Looked at also if none is wanted: a filter that makes no sense is refused all the same.
        OperationMatches matches = journal.find(filters.query(Math.max(limit, 1)));
        return limit == 0 ? new OperationMatches(List.of(), true) : matches;
    }

    private List<EntryDescriptor> inList(List<JournalEntry> entries, boolean shown) {
        return entries.stream().map(entry -> view.inList(entry, shown)).toList();
    }

    /** An id that a path cannot carry has no other way to its history. */
    private List<EntryDescriptor> historyOf(OperationMatches found, boolean shown) {
        return found.entries().stream()
                .flatMap(entry -> history(entry.opId(), shown).stream())
                .toList();
    }

    private @Nullable List<StepDescriptor> stepsOf(OperationMatches found, boolean shown) {
        List<StepDescriptor> steps = found.entries().stream()
                .flatMap(entry -> steps(entry.opId(), shown).stream())
                .toList();
        return steps.isEmpty() ? null : steps;
    }

    private List<EntryDescriptor> history(String opId, boolean shown) {
        return inHistory(journal.history(opId), shown);
    }

    @Nullable
    OperationDescriptor operation(String opId, boolean shown) {
        List<JournalEntry> history = journal.history(opId);
        if (history.isEmpty()) {
            return null;
        }
        JournalEntry newest = history.get(history.size() - 1);
        return new OperationDescriptor(
                opId,
                newest.parent().orElse(null),
                newest.step().orElse(null),
                StuckOperations.why(recovery, opId),
                inHistory(history, shown),
                steps(opId, shown));
    }

    private List<StepDescriptor> steps(String opId, boolean shown) {
        return StepHistory.of(journal, opId).stream()
                .map(step -> new StepDescriptor(
                        step.step(),
                        step.opId(),
                        step.state().text(),
                        inHistory(step.entries(), shown),
                        inHistory(step.compensation(), shown)))
                .toList();
    }

    private List<EntryDescriptor> inHistory(List<JournalEntry> entries, boolean shown) {
        return entries.stream().map(entry -> view.inHistory(entry, shown)).toList();
    }

    @Nullable
    EntryDescriptor resolve(String opId, Settlement settlement, boolean shown) {
        JournalEntry entry = settlement.record(journal, opId);
        return entry == null ? null : view.inList(entry, shown);
    }

    private RecoveryDescriptor recover() {
        if (recovery == null) {
            throw new ConflictException(
                    "The journal has no recovery.",
                    "Set journal.recovery.enabled to true and start the application again, or settle single operations"
                            + " by their ids.");
        }
        // Recovery itself throws for nothing that happens to the journal.
        List<JournalEntry> unused = journal.interrupted();
        recovery.askAgain();
        return RecoveryDescriptor.of(recovery);
    }
}
