package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.recovery.Recovery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** A journal to look at: what is in flight, and the history of each operation. It changes nothing. */
@Endpoint(id = "journal", defaultAccess = Access.READ_ONLY)
public class JournalEndpoint {
    private static final int LIMIT = 100;

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
     * The journal at this moment. Answers also after a failure or the close.
     *
     * @param limit how many operations in flight are told of at most, the one begun first at the front; 100 if null
     */
    @ReadOperation
    public JournalDescriptor journal(@Nullable Integer limit) {
        return journal(limit, showValues.isShown(true));
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

    JournalDescriptor journal(@Nullable Integer limit, boolean shown) {
        int most = limit == null ? LIMIT : limit;
        if (most < 0) {
            throw new InvalidEndpointRequestException(
                    "limit must not be negative, but is " + most, "limit must not be negative");
        }
        JournalStatus status = journal.status();
        return new JournalDescriptor(
                status.path().toString(),
                status.sizeBytes(),
                JournalDescriptor.countsOf(status),
                status.appliedKeys(),
                status.inFlight().stream()
                        .limit(most)
                        .map(operation -> view.inList(operation.newest(), shown))
                        .toList(),
                RecoveryDescriptor.of(recovery));
    }

    @Nullable
    OperationDescriptor operation(String opId, boolean shown) {
        List<JournalEntry> history = journal.history(opId);
        if (history.isEmpty()) {
            return null;
        }
        return new OperationDescriptor(
                opId,
                history.stream().map(entry -> view.inHistory(entry, shown)).toList());
    }
}
