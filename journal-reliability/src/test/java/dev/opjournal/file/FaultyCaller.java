package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.CompactionFailedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalReadException;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls an open journal whose disk may fail, and holds each answer against what was promised: success, or an exception of ours
 * that names the file. After a failed entry all that follows says so.
 */
final class FaultyCaller {
    private final FileJournal journal;
    private final Ledger ledger;
    private boolean failed;

    FaultyCaller(FileJournal journal, Ledger ledger) {
        this.journal = journal;
        this.ledger = ledger;
    }

    /** Everything that a journal is asked for, once or more; names make the operations of one round differ from another's. */
    void round(String name) {
        Operation begun = begin(name + "-1", "key-" + name);
        Operation running = begin(name + "-2", null);
        go(running, name + "-2", null, "task_running");
        go(begun, name + "-1", "key-" + name, "succeeded");
        append(name + "-3");
        reads(() -> journal.history(name + "-1"));
        reads(() -> journal.alreadyApplied("key-" + name));
        begin(name + "-4", "key-" + name);
        compact();
        go(running, name + "-2", null, "failed");
        begin(name + "-5", name + "x".repeat(150));
        begin(name + "-6", name + "y".repeat(150));
        begin(name + "-7", null);
        assertHealthSaysSo();
    }

    private static ObjectNode entry(String opId, String key, String state) {
        ObjectNode entry = JsonMapper.shared()
                .createObjectNode()
                .put("op_id", opId)
                .put("kind", "vm.start")
                .put("state", state);
        return key == null ? entry : entry.put("idemp_key", key);
    }

    private Operation begin(String opId, String key) {
        OperationSpec spec = OperationSpec.of("vm.start").opId(opId);
        OperationSpec whole = key == null ? spec : spec.idempotencyKey(key);
        return write(List.of(entry(opId, key, "started")), () -> journal.begin(whole));
    }

    private void go(Operation operation, String opId, String key, String state) {
        if (operation == null) {
            return;
        }
        ObjectNode entry = entry(opId, key, state);
        if (!state.equals("succeeded")) {
            entry.put("task", "UPID:" + opId);
        }
        if (state.equals("failed")) {
            entry.put("error", "no");
        }
        write(List.of(entry), () -> {
            switch (state) {
                case "task_running" -> operation.taskRunning("UPID:" + opId);
                case "succeeded" -> operation.succeeded();
                default -> operation.failed("no");
            }
            return operation;
        });
    }

    private void append(String opId) {
        List<JournalEntry> drafts = List.of(
                JournalEntry.of(opId, "vm.start", OpState.STARTED).build(),
                JournalEntry.of(opId, "vm.start", OpState.SUCCEEDED).build(),
                JournalEntry.of(opId + "b", "vm.start", OpState.STARTED).build());
        write(
                List.of(
                        entry(opId, null, "started"),
                        entry(opId, null, "succeeded"),
                        entry(opId + "b", null, "started")),
                () -> journal.append(drafts));
    }

    /** Answers null if it was not written, or if nobody knows. */
    private <T> T write(List<ObjectNode> entries, Callable<T> call) {
        Ledger.Call asked = ledger.begins(Instant.EPOCH, entries);
        try {
            T answer = call.call();
            assertThat(failed).as("something was acknowledged after a failure").isFalse();
            ledger.acknowledged(asked);
            return answer;
        } catch (JournalFullException | JournalReadException e) {
            assertTyped(e);
            ledger.refused(asked);
        } catch (JournalFailedException e) {
            assertTyped(e);
            if (failed) {
                ledger.refused(asked);
            }
            failed = true;
        } catch (AlreadyAppliedException e) {
            ledger.refused(asked);
        } catch (Exception e) {
            throw new AssertionError("A write threw " + e, e);
        }
        return null;
    }

    private void reads(Callable<?> call) {
        try {
            call.call();
            assertThat(failed).as("something was read after a failure").isFalse();
        } catch (JournalFailedException | JournalReadException e) {
            assertTyped(e);
        } catch (Exception e) {
            throw new AssertionError("A read threw " + e, e);
        }
    }

    private void compact() {
        try {
            journal.compact();
            assertThat(failed).as("it was compacted after a failure").isFalse();
        } catch (CompactionFailedException | JournalFullException e) {
            assertTyped(e);
        } catch (JournalFailedException e) {
            assertTyped(e);
            failed = true;
        }
    }

    private void assertTyped(JournalException e) {
        assertThat(e).hasMessageContaining(FaultRun.PATH.toString());
        assertThat(e.action()).isNotEmpty();
        if (failed) {
            assertThat(e).as("after a failure").isInstanceOf(JournalFailedException.class);
        }
    }

    private void assertHealthSaysSo() {
        JournalStatus status = journal.status();
        assertThat(status.state() == JournalStatus.State.FAILED)
                .as("health says %s", status.state())
                .isEqualTo(failed);
        if (failed) {
            assertThat(status.failure()).isNotEmpty();
        }
    }
}
