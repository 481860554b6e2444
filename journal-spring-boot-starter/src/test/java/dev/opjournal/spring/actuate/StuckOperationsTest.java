package dev.opjournal.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryOptions;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Which operations health lists as stuck, and what that does to the status. */
class StuckOperationsTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final RecoveryOptions ONE_ATTEMPT =
            new RecoveryOptions(1, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 4);

    private final SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");

    @TempDir
    Path directory;

    private Path file;
    private @Nullable Journal journal;
    private @Nullable Recovery recovery;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @AfterEach
    void close() {
        if (recovery != null) {
            recovery.close();
        }
        if (journal != null) {
            journal.close();
        }
    }

    @Test
    void whatIsInFlightForTooLongIsStuck() {
        open();
        journal.begin(OperationSpec.of("vm.start").opId("op-1").target("101")).taskRunning("UPID:1");
        clock.set("2026-11-23T20:00:01Z");
        journal.begin(OperationSpec.of("backup").opId("op-2")).release("no answer came");
        clock.set("2026-11-23T20:15:01Z");

        assertThatStuckOf(health(null))
                .containsExactly(Map.of(
                        "opId", "op-1",
                        "kind", "vm.start",
                        "target", "101",
                        "task", "UPID:1",
                        "state", "task_running",
                        "age", "PT15M1S",
                        "why", "in flight for longer than PT15M"));
    }

    @Test
    void nothingStuckIsLeftOut() {
        open();
        journal.begin(OperationSpec.of("vm.start").opId("op-1")).taskRunning("UPID:1");
        clock.set("2026-11-23T20:15:00Z");

        assertThat(health("DOWN").getStatus()).isEqualTo(Status.UP);
        assertThat(health("DOWN").getDetails()).doesNotContainKeys("stuck", "reason");
    }

    @Test
    void whatRecoveryGaveUpOrCannotHandleIsStuckAtOnce() {
        Interrupted.leave(file, "vm.start", "backup", "vm.stop");
        open();
        recover(
                RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.unknown("no route")),
                RecoveryHandler.forKind("vm.stop", operation -> RecoveryDecision.stillRunning()));

        assertThatStuckOf(health(null))
                .extracting(operation -> operation.get("opId"), operation -> operation.get("why"))
                .containsExactly(
                        tuple("vm.start-1", "recovery gave it up"),
                        tuple("backup-1", "its kind has no recovery handler"));
    }

    @Test
    void aStepIsToldWithItsOperationAndAloneOnceThatHasEnded() {
        open();
        journal.append(List.of(
                JournalEntry.of("op-1", "vm.provision", OpState.STARTED).build(),
                JournalEntry.of("op-2", "vm.provision", OpState.STARTED).build(),
                part("op-1.1", "op-1", "clone"),
                part("op-2.1", "op-2", "clone"),
                part("op-2.1.undo", "op-2", "clone"),
                part("op-3.1", "op-3", "clone")));
        clock.set("2026-11-23T21:00:00Z");

        assertThatStuckOf(health("DOWN"))
                .extracting(
                        operation -> operation.get("opId"),
                        operation -> operation.get("step"),
                        operation -> operation.get("undoing"))
                .containsExactly(
                        tuple("op-1", "clone", null), tuple("op-2", null, "clone"), tuple("op-3.1", null, null));

        journal.append(
                List.of(JournalEntry.of("op-1", "vm.provision", OpState.FAILED).build()));

        assertThatStuckOf(health("DOWN"))
                .extracting(operation -> operation.get("opId"))
                .containsExactly("op-2", "op-1.1", "op-3.1");
    }

    private static JournalEntry part(String opId, String parent, String step) {
        return JournalEntry.of(opId, "vm.provision.clone", OpState.STARTED)
                .parent(parent)
                .step(step)
                .build();
    }

    @Test
    void whatWasSettledSinceIsNotStuck() {
        Interrupted.leave(file, "backup");
        open();
        recover();
        assertThat(health("DOWN").getStatus()).isEqualTo(Status.DOWN);

        assertThat(journal.takeOver("backup-1", operation -> operation.failed("it never ran")))
                .isTrue();

        assertThat(health("DOWN").getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void theStatusIsWhatTheApplicationSays() {
        anOldOperation();

        assertThat(health(null).getStatus()).isEqualTo(Status.UP);
        assertThat(health(null).getDetails()).doesNotContainKey("reason");
        assertThat(health("OUT_OF_SERVICE").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health("STUCK").getStatus()).isEqualTo(new Status("STUCK"));
        assertThat(health("STUCK").getDetails()).containsEntry("reason", "Operations are stuck.");
    }

    @Test
    void aJournalThatIsDownStaysDown() {
        Journal failed = Stopped.journal(JournalStatus.State.FAILED, "Input/output error");
        clock.set("2026-11-24T20:00:00Z");

        Health health = new JournalHealthIndicator(failed, null, clock, QUARTER, Status.OUT_OF_SERVICE).health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails())
                .containsEntry(
                        "reason",
                        "The journal has failed: Input/output error. It takes nothing until the application is started again.")
                .containsKey("stuck");
    }

    @Test
    void ofManyTheTwentyOldestAreTold() {
        open();
        for (int i = 1; i <= 21; i++) {
            journal.begin(OperationSpec.of("vm.start").opId("op-" + i)).taskRunning("UPID:" + i);
        }
        clock.set("2026-11-24T20:00:00Z");

        assertThatStuckOf(health(null))
                .extracting(operation -> operation.get("opId"))
                .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> "op-" + i).toList());
    }

    @Test
    void oneThatIsStuckBehindAThousandOthersChangesTheStatusToo() {
        try (Journal earlier = FileJournal.open(file)) {
            earlier.append(IntStream.range(0, 1000)
                    .mapToObj(i -> JournalEntry.of("op-" + i, "vm.start", OpState.STARTED)
                            .build())
                    .toList());
            earlier.append(
                    List.of(JournalEntry.of("last", "backup", OpState.STARTED).build()));
        }
        open();
        recover(RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.stillRunning()));

        assertThat(health("DOWN").getStatus()).isEqualTo(Status.DOWN);
        assertThat(health("DOWN").getDetails()).doesNotContainKey("stuck").containsEntry("inFlight", 1001L);
    }

    private void anOldOperation() {
        open();
        journal.begin(OperationSpec.of("vm.start").opId("op-1")).taskRunning("UPID:1");
        clock.set("2026-11-24T20:00:00Z");
    }

    private void open() {
        journal = FileJournal.open(file, FileJournalOptions.defaults().withClock(clock));
    }

    private void recover(RecoveryHandler... handlers) {
        recovery = new Recovery(journal, List.of(handlers), ONE_ATTEMPT);
        recovery.start();
        assertThat(recovery.awaitFirstPass(Duration.ofMinutes(1))).isTrue();
    }

    private Health health(@Nullable String stuckStatus) {
        Status status = stuckStatus == null ? null : new Status(stuckStatus);
        return new JournalHealthIndicator(journal, recovery, clock, QUARTER, status).health();
    }

    @SuppressWarnings("unchecked")
    private static ListAssert<Map<String, Object>> assertThatStuckOf(Health health) {
        return assertThat((List<Map<String, Object>>) health.getDetails().get("stuck"));
    }
}
