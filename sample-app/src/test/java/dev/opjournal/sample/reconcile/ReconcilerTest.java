package dev.opjournal.sample.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.sample.SampleTest;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.simulator.MutableClock;
import dev.opjournal.sample.vms.VmService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What each round does, the rounds called by the test and the time told by it. */
@ExtendWith(OutputCaptureExtension.class)
class ReconcilerTest extends SampleTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @Autowired
    private VmService service;

    @Autowired
    private ProxmoxClient proxmox;

    @Autowired
    private Journal journal;

    private final MutableClock clock = new MutableClock();

    private Reconciler wishing(Map<String, Wish> vms) {
        return new Reconciler(service, proxmox, new ReconcileProperties(INTERVAL, vms), clock);
    }

    private Reconciler wishing(String vmid, Power power, Map<String, String> settings) {
        return wishing(Map.of(vmid, new Wish(power, settings)));
    }

    private Reconciler wishingRunning(String vmid) {
        return wishing(vmid, Power.RUNNING, Map.of());
    }

    private static VmView only(Reconciler reconciler) {
        assertThat(reconciler.view().vms()).hasSize(1);
        return reconciler.view().vms().get(0);
    }

    /** A round that begins an operation. */
    private JournalEntry corrected(Reconciler reconciler) {
        long before = journaled();
        reconciler.round();
        assertThat(journaled()).isEqualTo(before + 1);
        JournalEntry entry =
                journal.latest(String.valueOf(only(reconciler).lastOperation())).orElseThrow();
        assertThat(entry.idempotencyKey()).isEmpty();
        return entry;
    }

    /** Rounds that begin nothing. */
    private void nothingIsBegun(Reconciler reconciler) {
        long before = journaled();
        for (int i = 0; i < 3; i++) {
            reconciler.round();
        }
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void aStoppedVmWishedRunningIsStartedOnce(CapturedOutput output) {
        Reconciler reconciler = wishingRunning("100");

        JournalEntry start = corrected(reconciler);
        assertThat(start.kind()).isEqualTo("start");
        assertThat(start.target()).isEqualTo("100");
        assertThat(only(reconciler).inStep()).isFalse();

        awaitState(start.opId(), "task_running");
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inFlight()).isEqualTo(start.opId());

        awaitEnd(start.opId(), "succeeded");
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inStep()).isTrue();
        assertThat(only(reconciler).found()).containsOnly(entry("power", "running"));
        assertThat(only(reconciler).inFlight()).isNull();
        assertThat(cluster.tasks("qmstart", "100")).isEqualTo(1);
        assertThat(output).doesNotContain("after operation " + start.opId());
    }

    @Test
    void driftThatReturnsIsCorrectedAgainAtOnce() {
        Reconciler reconciler = wishingRunning("101");
        String first = corrected(reconciler).opId();
        awaitEnd(first, "succeeded");

        for (int i = 0; i < 3; i++) {
            nothingIsBegun(reconciler);
            cluster.change("101", "/status/stop", "");

            JournalEntry again = corrected(reconciler);
            assertThat(again.opId()).isNotEqualTo(first);
            assertThat(again.kind()).isEqualTo("start");
            awaitEnd(again.opId(), "succeeded");
        }
        assertThat(cluster.effects("start", "101")).isEqualTo(4);
    }

    @Test
    void onlyTheSettingsThatDifferAreSet() {
        Map<String, String> wished = Map.of("cores", "4", "memory", "512", "onboot", "true");
        Reconciler reconciler = wishing("102", null, wished);

        JournalEntry entry = corrected(reconciler);
        assertThat(entry.kind()).isEqualTo("set_config");
        assertThat(entry.params()).containsOnly(entry("cores", "4"), entry("onboot", "1"));
        awaitEnd(entry.opId(), "succeeded");

        nothingIsBegun(reconciler);
        assertThat(only(reconciler).found())
                .containsOnly(entry("cores", "4"), entry("memory", "512"), entry("onboot", "1"));

        cluster.change("102", "/config", "memory=1024&cores=4");
        JournalEntry again = corrected(reconciler);
        assertThat(again.params()).containsOnly(entry("memory", "512"));
        awaitEnd(again.opId(), "succeeded");
    }

    @Test
    void whenAllIsAsWishedNothingIsJournaled() {
        Reconciler reconciler = wishing("103", Power.STOPPED, Map.of("cores", "1", "memory", "512"));
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inStep()).isTrue();
        assertThat(only(reconciler).since()).isEqualTo(clock.instant());
        assertThat(only(reconciler).lastOperation()).isNull();
    }

    @Test
    void aVmIsConfiguredBeforeItIsStarted() {
        Reconciler reconciler = wishing("104", Power.RUNNING, Map.of("cores", "2"));
        JournalEntry first = corrected(reconciler);
        assertThat(first.kind()).isEqualTo("set_config");
        awaitEnd(first.opId(), "succeeded");

        JournalEntry second = corrected(reconciler);
        assertThat(second.kind()).isEqualTo("start");
        awaitEnd(second.opId(), "succeeded");
        nothingIsBegun(reconciler);
    }

    @Test
    void aVmIsStoppedBeforeItIsConfigured() {
        cluster.change("105", "/status/start", "");
        Reconciler reconciler = wishing("105", Power.STOPPED, Map.of("cores", "2"));
        JournalEntry first = corrected(reconciler);
        assertThat(first.kind()).isEqualTo("stop");
        awaitEnd(first.opId(), "succeeded");

        JournalEntry second = corrected(reconciler);
        assertThat(second.kind()).isEqualTo("set_config");
        awaitEnd(second.opId(), "succeeded");
        nothingIsBegun(reconciler);
    }

    @Test
    void whatFailsIsTriedAgainAfterLongerAndLongerPauses() {
        Reconciler reconciler = wishingRunning("106");
        cluster.faults("{\"failNextTasks\":8}");
        awaitEnd(corrected(reconciler).opId(), "failed");

        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            nothingIsBegun(reconciler);
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            nothingIsBegun(reconciler);
            clock.advance(Duration.ofMillis(1));
            awaitEnd(corrected(reconciler).opId(), "failed");
        }
        nothingIsBegun(reconciler);
        clock.advance(Pause.LONGEST);
        awaitEnd(corrected(reconciler).opId(), "succeeded");
        assertThat(cluster.effects("start", "106")).isEqualTo(1);
    }

    @Test
    void successMakesThePausesShortAgain() {
        Reconciler reconciler = wishingRunning("107");
        cluster.faults("{\"failNextTasks\":2}");
        awaitEnd(corrected(reconciler).opId(), "failed");
        nothingIsBegun(reconciler);
        clock.advance(INTERVAL);
        awaitEnd(corrected(reconciler).opId(), "failed");
        nothingIsBegun(reconciler);
        clock.advance(INTERVAL.multipliedBy(2));
        awaitEnd(corrected(reconciler).opId(), "succeeded");
        nothingIsBegun(reconciler);
        cluster.change("107", "/status/stop", "");
        cluster.faults("{\"failNextTasks\":1}");

        awaitEnd(corrected(reconciler).opId(), "failed");
        nothingIsBegun(reconciler);
        clock.advance(INTERVAL);
        awaitEnd(corrected(reconciler).opId(), "succeeded");
    }

    @Test
    void aSettingThatIsNeverShownAsWishedIsSetMoreAndMoreRarelyAndHoldsNothingUp(CapturedOutput output) {
        Map<String, String> wished = Map.of("tags", "b;a", "cores", "2");
        Reconciler reconciler = wishing("108", Power.RUNNING, wished);
        String first = corrected(reconciler).opId();
        awaitEnd(first, "succeeded");
        cluster.change("108", "/config", "tags=a;b");

        JournalEntry second = corrected(reconciler);
        assertThat(second.kind()).isEqualTo("start");
        assertThat(output).containsOnlyOnce("after operation " + first).contains("wish for it as Proxmox VE shows it");
        awaitEnd(second.opId(), "succeeded");
        nothingIsBegun(reconciler);

        clock.advance(INTERVAL);
        JournalEntry third = corrected(reconciler);
        assertThat(third.params()).containsOnly(entry("tags", "b;a"));
        awaitEnd(third.opId(), "succeeded");
        cluster.change("108", "/config", "tags=a;b&cores=3");

        JournalEntry fourth = corrected(reconciler);
        assertThat(fourth.params()).containsOnly(entry("cores", "2"));
        awaitEnd(fourth.opId(), "succeeded");
        clock.advance(INTERVAL);
        nothingIsBegun(reconciler);
        clock.advance(INTERVAL);
        assertThat(corrected(reconciler).params()).containsOnly(entry("tags", "b;a"));
    }

    @Test
    void aSettingThatProxmoxRefusesDoesNotHoldUpTheStart() {
        Reconciler reconciler = wishing("109", Power.RUNNING, Map.of("cores", "0"));
        JournalEntry refused = corrected(reconciler);
        assertThat(awaitState(refused.opId(), "failed").at("error")).contains("HTTP 400");

        JournalEntry start = corrected(reconciler);
        assertThat(start.kind()).isEqualTo("start");
        awaitEnd(start.opId(), "succeeded");
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inStep()).isFalse();
    }

    @Test
    void aClusterThatIsDownIsAskedAgainAndComplainedOfOnce(CapturedOutput output) {
        Reconciler reconciler = wishingRunning("110");
        cluster.faults("{\"unreachable\":true}");
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).problem()).contains("No answer from Proxmox VE");
        assertThat(only(reconciler).inStep()).isNull();
        assertThat(reconciler.view().rounds()).isEqualTo(3);

        cluster.faults("{}");
        awaitEnd(corrected(reconciler).opId(), "succeeded");
        assertThat(only(reconciler).problem()).isNull();
        assertThat(output).containsOnlyOnce("VM 110 cannot be reconciled");
    }

    @Test
    void aVmThatIsMissingHoldsNoOtherUp(CapturedOutput output) {
        Reconciler reconciler = wishing(new TreeMap<>(Map.of(
                "111", new Wish(Power.RUNNING, Map.of()),
                "998", new Wish(null, Map.of("cores", "1")),
                "999", new Wish(Power.RUNNING, Map.of("cores", "1")))));
        long before = journaled();
        for (int i = 0; i < 3; i++) {
            reconciler.round();
        }
        assertThat(journaled()).isEqualTo(before + 1);
        VmView there = reconciler.view().vms().get(0);
        assertThat(there.problem()).isNull();
        awaitEnd(String.valueOf(there.lastOperation()), "succeeded");
        for (VmView missing : reconciler.view().vms().subList(1, 3)) {
            assertThat(missing.problem()).contains("no VM " + missing.vmid());
            assertThat(missing.lastOperation()).isNull();
            assertThat(output).containsOnlyOnce("VM " + missing.vmid() + " cannot be reconciled");
        }
    }

    @ParameterizedTest
    @EnumSource(Power.class)
    void aVmThatSomebodyElseWorksOnIsLeftAlone(Power wished) {
        Reconciler reconciler = wishing("112", wished, Map.of("cores", "5"));
        String opId = taken(start("112"));
        nothingIsBegun(reconciler);
        awaitState(opId, "task_running");
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inFlight()).isEqualTo(opId);
        assertThat(only(reconciler).lastOperation()).isNull();

        awaitEnd(opId, "succeeded");
        JournalEntry next = corrected(reconciler);
        assertThat(next.kind()).isEqualTo(wished == Power.STOPPED ? "stop" : "set_config");
        awaitEnd(next.opId(), "succeeded");
        cluster.change("112", "/status/stop", "");
    }

    @Test
    void aVmInTheMidstOfAnOperationOfSeveralStepsIsLeftAlone() {
        Reconciler reconciler = wishingRunning("113");
        Operation provision = journal.begin(OperationSpec.of("vm.provision").target("113"));
        JournalEntry.Builder step = JournalEntry.of(provision.opId() + ".1", "vm.provision.clone", OpState.STARTED)
                .target("113")
                .parent(provision.opId())
                .step("clone");
        journal.append(List.of(step.build()));
        nothingIsBegun(reconciler);
        journal.append(List.of(step.state(OpState.SUCCEEDED).build()));
        nothingIsBegun(reconciler);
        assertThat(only(reconciler).inFlight()).isEqualTo(provision.opId());

        provision.succeeded();
        awaitEnd(corrected(reconciler).opId(), "succeeded");
    }

    @Test
    void aCorrectionWhoseAnswerWasLostIsNotMadeTwice() {
        Reconciler reconciler = wishingRunning("114");
        cluster.faults("{\"dropAnswers\":1}");
        JournalEntry start = corrected(reconciler);
        nothingIsBegun(reconciler);

        // Released, and found by recovery.
        awaitState(start.opId(), "task_running");
        nothingIsBegun(reconciler);
        awaitEnd(start.opId(), "succeeded");
        nothingIsBegun(reconciler);
        assertThat(cluster.tasks("qmstart", "114")).isEqualTo(1);
    }

    @Test
    void aLookThatAnOperationHasOvertakenIsNotActedOn() {
        long admissions = service.admissions("115");
        awaitEnd(taken(start("115")), "succeeded");
        long before = journaled();

        assertThat(service.submitUnlessAdmitted(admissions, Power.RUNNING.action(), "115", Map.of()))
                .isEmpty();
        assertThat(journaled()).isEqualTo(before);

        long now = service.admissions("115");
        assertThat(service.inFlight("115")).isEmpty();
        assertThat(service.submitUnlessAdmitted(now, Power.STOPPED.action(), "115", Map.of()))
                .hasValueSatisfying(stop -> awaitEnd(stop.entry().opId(), "succeeded"));
    }

    @Test
    void withoutAWishThereIsNoLoop() {
        assertThat(app.get("/reconcile").raw().body()).isEqualTo("{\"rounds\":0,\"vms\":[]}");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("reconcile"));
    }
}
