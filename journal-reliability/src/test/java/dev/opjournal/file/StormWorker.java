package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes appends of all sorts one after the other, while it is interrupted, and remembers what must come of them. */
final class StormWorker {
    private static final int WAYS = 16;

    /** Of so many operations in a row one is left in flight. */
    private static final int LEFT_IN_FLIGHT = 64;

    private final Journal journal;
    private final StormTarget target;
    private final String name;

    /** The keys for which all threads contend, each with one that took effect; shared by them. */
    private final Set<String> appliedByAny;

    private final Set<String> leftInFlight = new TreeSet<>();
    private final Set<String> appliedKeys = new TreeSet<>();
    private int appends;

    StormWorker(Journal journal, StormTarget target, String name, Set<String> appliedByAny) {
        this.journal = journal;
        this.target = target;
        this.name = name;
        this.appliedByAny = appliedByAny;
    }

    Set<String> leftInFlight() {
        return leftInFlight;
    }

    Set<String> appliedKeys() {
        return appliedKeys;
    }

    int appends() {
        return appends;
    }

    void run(int atLeast) {
        target.begin();
        for (int i = 0; appends < atLeast; i++) {
            String opId = name + "-" + i;
            OperationSpec spec = OperationSpec.of("vm.start").opId(opId);
            if (i % LEFT_IN_FLIGHT == 0) {
                begin(spec);
                leftInFlight.add(opId);
                continue;
            }
            switch (i % WAYS) {
                case 1 -> executeAlone(spec.idempotencyKey("own-" + opId), appliedKeys);
                case 2, 3 -> execute(spec.idempotencyKey("all-" + i), appliedByAny);
                case 4, 5, 6, 7 -> executeAlone(spec, new TreeSet<>());
                case 8, 9, 10, 11 -> append(opId);
                case 12 -> releaseAndTakeOver(spec);
                default -> beginAndEnd(spec);
            }
        }
    }

    private Operation begin(OperationSpec spec) {
        Operation operation = target.call(() -> journal.begin(spec));
        appends++;
        return operation;
    }

    private void tell(Runnable transition) {
        target.call(() -> {
            transition.run();
            return transition;
        });
        appends++;
    }

    private void beginAndEnd(OperationSpec spec) {
        Operation operation = begin(spec);
        tell(() -> operation.taskRunning("UPID:" + spec.kind()));
        tell(() -> operation.succeeded("done"));
    }

    private void releaseAndTakeOver(OperationSpec spec) {
        Operation operation = begin(spec);
        tell(() -> operation.release("no answer"));
        tell(() -> assertThat(journal.takeOver(operation.opId(), taken -> taken.failed("it did not happen")))
                .isTrue());
    }

    private void append(String opId) {
        for (OpState state : List.of(OpState.STARTED, OpState.TASK_RUNNING, OpState.FAILED)) {
            JournalEntry entry =
                    JournalEntry.of(opId, "vm.start", state).task("UPID:1").build();
            tell(() -> journal.append(List.of(entry)));
        }
    }

    /**
     * Of all that contend for a key one runs the body; the others wait for its fate, and are refused or get what it answered.
     *
     * @param admitted remembers the key
     */
    private boolean execute(OperationSpec spec, Set<String> admitted) {
        String key = spec.idempotencyKey().orElse("");
        AtomicBoolean ran = new AtomicBoolean();
        try {
            target.call(() -> journal.execute(spec, String.class, operation -> {
                assertThat(admitted.add(key)).as("%s is admitted once", key).isTrue();
                ran.set(true);
                return "done";
            }));
        } catch (KeyInFlightException taken) {
            return false;
        }
        appends += ran.get() ? 2 : 0;
        return ran.get();
    }

    private void executeAlone(OperationSpec spec, Set<String> admitted) {
        assertThat(execute(spec, admitted)).isTrue();
    }
}
