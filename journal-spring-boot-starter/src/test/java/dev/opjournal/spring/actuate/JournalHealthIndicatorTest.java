package dev.opjournal.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.DiskInHand;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import dev.opjournal.spring.SettableClock;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class JournalHealthIndicatorTest {
    private final SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");

    @TempDir
    Path directory;

    private Path file;
    private Journal journal;

    @BeforeEach
    void open() {
        file = directory.resolve("ops.journal");
        journal = FileJournal.open(file, FileJournalOptions.defaults().withClock(clock));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void aJournalThatTakesEntriesIsUp() {
        Health health = healthOf(journal, null);

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsOnly(
                        entry("inFlight", 0L),
                        entry("oldest", List.of()),
                        entry("recovery", "DISABLED"),
                        entry("path", file.toString()));
    }

    @Test
    void whatIsInFlightIsTold() {
        Operation start =
                journal.begin(OperationSpec.of("vm.start").opId("op-1").target("101"));
        Operation plain = journal.begin(OperationSpec.of("backup").opId("op-2"));
        clock.set("2026-11-23T20:00:10.5Z");
        start.taskRunning("UPID:pve1:1");
        clock.set("2026-11-24T21:01:12.25Z");

        assertThat(plain.entry().isInFlight()).isTrue();
        assertThat(healthOf(journal, null).getDetails())
                .containsEntry("inFlight", 2L)
                .containsEntry(
                        "oldest",
                        List.of(
                                Map.of(
                                        "opId", "op-1",
                                        "kind", "vm.start",
                                        "target", "101",
                                        "task", "UPID:pve1:1",
                                        "state", "task_running",
                                        "age", "PT25H1M12S"),
                                Map.of("opId", "op-2", "kind", "backup", "state", "started", "age", "PT25H1M12S")));
    }

    @Test
    void ofManyTheTwentyOldestAreTold() {
        for (int i = 1; i <= 21; i++) {
            journal.begin(OperationSpec.of("vm.start").opId("op-" + i)).taskRunning("UPID:" + i);
        }

        Map<String, Object> details = healthOf(journal, null).getDetails();
        assertThat(details).containsEntry("inFlight", 21L);
        assertThat(details.get("oldest"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .extracting(operation -> operation.get("opId"))
                .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> "op-" + i).toList());
    }

    @Test
    void aClockThatWasSetBackYieldsNoNegativeAge() {
        journal.begin(OperationSpec.of("vm.start")).taskRunning("UPID:1");
        clock.set("2026-11-23T19:00:00Z");

        assertThat(healthOf(journal, null).getDetails().get("oldest"))
                .asString()
                .contains("age=PT0S");
    }

    @Test
    void recoveryIsTold() {
        try (Recovery recovery = new Recovery(journal, List.of(), RecoveryOptions.defaults())) {
            assertThat(healthOf(journal, recovery).getDetails()).containsEntry("recovery", "PENDING");

            recovery.start();
            assertThat(recovery.awaitFirstPass(Duration.ofMinutes(1))).isTrue();

            assertThat(healthOf(journal, recovery).getDetails()).containsEntry("recovery", "COMPLETED");
        }
    }

    @Test
    void operationsThatATornTailNamedAreTold() throws IOException {
        journal.close();
        Files.writeString(file, "{\"op_id\":\"op-torn\",\"kind\":\"vm.start\",\"sta", StandardOpenOption.APPEND);
        journal = FileJournal.open(file);

        assertThat(healthOf(journal, null).getStatus()).isEqualTo(Status.UP);
        assertThat(healthOf(journal, null).getDetails()).containsEntry("cut", List.of("op-torn"));
    }

    @Test
    void aClosedJournalIsDown() {
        journal.close();

        assertThatIsDown(journal, "The journal is closed.");
    }

    @Test
    void aFailedJournalIsDownAndStillTellsWhatIsInFlight() {
        Journal failed = Stopped.journal(JournalStatus.State.FAILED, "the sync of entries failed: Input/output error");

        assertThatIsDown(
                failed,
                "The journal has failed: the sync of entries failed: Input/output error. It takes nothing until the"
                        + " application is started again.");
        assertThat(healthOf(failed, null).getDetails()).containsEntry("inFlight", 1L);
    }

    @Test
    void aJournalOnAFullDiskIsDown() {
        assertThatIsDown(
                Stopped.journal(JournalStatus.State.FULL, null),
                "The disk is full: operations are refused until there is room.");
    }

    @Test
    void aJournalIsDownUntilItHasFoundRoomByItself() {
        DiskInHand disk = new DiskInHand();
        journal.close();
        journal = disk.open(file, FileJournalOptions.defaults().withPreallocateBytes(4096));
        disk.fill();
        assertThatExceptionOfType(JournalFullException.class).isThrownBy(() -> {
            while (true) {
                journal.begin(OperationSpec.of("vm.start")).succeeded();
            }
        });
        assertThatIsDown(journal, "The disk is full: operations are refused until there is room.");

        disk.makeRoom();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(healthOf(journal, null).getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void healthDoesNotWaitForAnAppendThatIsInItsWrite() throws Exception {
        DiskInHand disk = new DiskInHand();
        journal.close();
        journal = disk.open(file, FileJournalOptions.defaults());
        disk.hold();
        // The common pool may have one thread only.
        Executor threads = work -> new Thread(work).start();
        CompletableFuture<Operation> beginning =
                CompletableFuture.supplyAsync(() -> journal.begin(OperationSpec.of("vm.start")), threads);
        disk.awaitHeld();

        Health health = CompletableFuture.supplyAsync(() -> healthOf(journal, null), threads)
                .get(20, TimeUnit.SECONDS);

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("inFlight", 0L);
        assertThat(beginning).isNotDone();
        disk.letGo();
        assertThat(beginning.get(20, TimeUnit.SECONDS).entry().isInFlight()).isTrue();
        assertThat(healthOf(journal, null).getDetails()).containsEntry("inFlight", 1L);
    }

    @Test
    void aJournalOfTheApplicationThatThrowsIsDown() {
        Journal broken = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("no connection");
                });

        Health health = healthOf(broken, null);

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("error", "java.lang.IllegalStateException: no connection");
    }

    private void assertThatIsDown(Journal stopped, String reason) {
        Health health = healthOf(stopped, null);
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("reason", reason);
    }

    private Health healthOf(Journal subject, @Nullable Recovery recovery) {
        return new JournalHealthIndicator(subject, recovery, clock, Duration.ofDays(2), null).health();
    }
}
