package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a status tells, and that it waits for nobody. */
class StatusTest extends HookedJournalFixture {
    private static final OperationSpec START = OperationSpec.of("vm.start");

    @Test
    void asManyInFlightAreToldAsWereAskedForAndAllAreCounted() {
        for (String opId : List.of("a", "b", "c")) {
            journal.begin(START.opId(opId)).taskRunning("UPID:" + opId);
        }
        journal.begin(START).succeeded();

        assertThat(inFlight(journal.status(2))).containsExactly("a", "b");
        assertThat(inFlight(journal.status(0))).isEmpty();
        assertThat(inFlight(journal.status(4))).containsExactly("a", "b", "c");
        assertThat(inFlight(journal.status())).containsExactly("a", "b", "c");
        assertThat(journal.status(0).inFlightCount()).isEqualTo(3);
        assertThat(journal.status(0).counts()).containsEntry(OpState.TASK_RUNNING, 3L);
    }

    @Test
    void lessThanNoneCannotBeAskedFor() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> journal.status(-1))
                .withMessage("mostInFlight must not be negative, but is -1");
    }

    @Test
    @NotWhileCompacting
    void aStatusDoesNotWaitForAnAppendThatIsInItsWrite() throws Exception {
        journal.begin(START.opId("a")).taskRunning("UPID:1");
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> held = Caller.start(() -> journal.begin(START.opId("b")));
        gate.awaitReached();

        assertThat(Caller.start(journal::status).answer().inFlight())
                .extracting(JournalStatus.InFlight::newest)
                .extracting(JournalEntry::opId)
                .containsExactly("a");
        assertThat(held.isUnderWay()).isTrue();

        gate.open();
        assertThat(held.answer().opId()).isEqualTo("b");
    }

    private static List<String> inFlight(JournalStatus status) {
        return status.inFlight().stream()
                .map(operation -> operation.newest().opId())
                .toList();
    }
}
