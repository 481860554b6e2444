package dev.opjournal.file;

import static dev.opjournal.Heard.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.BatchWritten;
import dev.opjournal.Heard;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.KeyClaim;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners hear of beside entries: that operations have ended, what came of claims, how long calls took. */
class ListenerMeaningTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final OperationSpec ONCE = START.idempotencyKey("key");

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private final SettableClock clock = new SettableClock();
    private final Heard heard = new Heard();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = openAgain();
        journal.addListener(heard);
    }

    private Journal openAgain() {
        return Journals.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withClock(clock), disk);
    }

    @AfterEach
    void close() {
        disk.letGo();
        journal.close();
    }

    private static JournalEntry entry(String opId, OpState state) {
        return JournalEntry.of(opId, "vm.start", state).build();
    }

    private static JournalEntry claiming(String opId) {
        return JournalEntry.of(opId, "vm.start", OpState.STARTED)
                .idempotencyKey("key")
                .build();
    }

    private static KeyClaim claim(String opId, KeyClaim.Outcome outcome) {
        return new KeyClaim("key", opId, outcome);
    }

    @Test
    void theEndOfAnOperationIsToldBehindItsEntryWithWhenItWasBegun() {
        Instant begun = clock.instant();
        Operation start = journal.begin(START);
        clock.move(Duration.ofSeconds(90));
        start.taskRunning("UPID:1");
        clock.move(Duration.ofSeconds(1));
        start.failed("no such VM");

        eventually(() -> assertThat(heard.events()).endsWith(start.entry(), new Heard.Ended(start.entry(), begun)));
        assertThat(heard.entries()).hasSize(3);
        assertThat(heard.events(Heard.Ended.class)).hasSize(1);
    }

    @Test
    void aReleaseIsNoEnd() {
        Operation start = journal.begin(START);
        start.release("no answer");
        journal.takeOver(start.opId(), Operation::succeeded);
        JournalEntry last = journal.latest(start.opId()).orElseThrow();

        eventually(() -> assertThat(heard.events(Heard.Ended.class))
                .containsExactly(new Heard.Ended(last, start.entry().at())));
    }

    @Test
    void anOperationOfAnEarlierOpeningWasBegunThen() {
        Instant begun = clock.instant();
        String opId = journal.begin(START).opId();
        journal.close();
        clock.move(Duration.ofHours(3));
        journal = openAgain();
        Heard later = new Heard();
        journal.addListener(later);

        journal.takeOver(opId, Operation::succeeded);

        JournalEntry last = journal.latest(opId).orElseThrow();
        eventually(() -> assertThat(later.events(Heard.Ended.class)).containsExactly(new Heard.Ended(last, begun)));
    }

    @Test
    void anOperationThatEndsInTheAppendThatBeginsItIsToldOf() {
        List<JournalEntry> written = journal.append(
                List.of(entry("a", OpState.STARTED), entry("b", OpState.STARTED), entry("a", OpState.SUCCEEDED)));

        Heard.Ended ended = new Heard.Ended(written.get(2), written.get(0).at());
        eventually(() -> assertThat(heard.events()).endsWith(written.get(0), written.get(1), written.get(2), ended));
    }

    @Test
    void aClaimThatIsAdmittedIsToldBehindItsEntry() {
        Operation start = journal.begin(ONCE);
        JournalEntry begun = start.entry();
        start.release("no answer");

        eventually(() -> assertThat(heard.entries()).hasSize(2));
        BatchWritten batch = heard.events(BatchWritten.class).get(0);
        assertThat(heard.events()).startsWith(batch, begun, claim(start.opId(), KeyClaim.Outcome.ADMITTED));
        assertThat(heard.events(KeyClaim.class)).as("a release claims nothing").hasSize(1);
    }

    @Test
    void anAttemptWithAKeyInFlightIsToldWithWhoHasIt() {
        Operation start = journal.begin(ONCE);

        assertThatExceptionOfType(KeyInFlightException.class)
                .isThrownBy(() -> journal.begin(ONCE).release("never"));

        hearsClaims(claim(start.opId(), KeyClaim.Outcome.ADMITTED), claim(start.opId(), KeyClaim.Outcome.IN_FLIGHT));
    }

    @Test
    void aReplayIsToldHoweverItIsAskedFor() {
        String opId = "op-1";
        journal.execute(ONCE.opId(opId), operation -> "done");

        assertThat(journal.<String, RuntimeException>execute(ONCE, operation -> "again"))
                .isEqualTo("done");
        assertThatExceptionOfType(AlreadyAppliedException.class)
                .isThrownBy(() -> journal.begin(ONCE).release("never"));

        hearsClaims(
                claim(opId, KeyClaim.Outcome.ADMITTED),
                claim(opId, KeyClaim.Outcome.REPLAYED),
                claim(opId, KeyClaim.Outcome.REPLAYED));
    }

    @Test
    void anotherRequestWithTheKeyIsAConflictInFlightAndApplied() {
        OperationSpec other = ONCE.target("102");
        Operation start = journal.begin(ONCE);
        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.begin(other).release("never"));
        start.succeeded();
        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.begin(other).release("never"));

        hearsClaims(
                claim(start.opId(), KeyClaim.Outcome.ADMITTED),
                claim(start.opId(), KeyClaim.Outcome.CONFLICT),
                claim(start.opId(), KeyClaim.Outcome.CONFLICT));
    }

    @Test
    void claimsOfAppendedEntriesAreToldToo() {
        journal.append(List.of(claiming("a")));

        assertThatExceptionOfType(KeyInFlightException.class).isThrownBy(() -> journal.append(List.of(claiming("b"))));

        hearsClaims(claim("a", KeyClaim.Outcome.ADMITTED), claim("a", KeyClaim.Outcome.IN_FLIGHT));
    }

    @Test
    void aClaimThatWasNotWrittenIsNotToldOf() {
        disk.beforeEachWrite(write -> {
            throw new IOException("Input/output error");
        });

        assertThatExceptionOfType(JournalFailedException.class)
                .isThrownBy(() -> journal.begin(ONCE).release("never"));

        eventually(() -> assertThat(heard.events(Heard.Failure.class)).hasSize(1));
        assertThat(heard.events()).hasSize(1);
    }

    @Test
    void whatEntriesMeanIsCountedWithThemWhenItIsMissed() {
        Gate gate = new Gate();
        Heard blocked = new Heard(event -> gate.pass());
        journal.addListener(blocked);
        journal.begin(START).release("first");
        gate.awaitReached();
        // Each brings 2,001 calls: the batch, 1,000 entries, 500 claims and 500 ends.
        for (int i = 0; i < 40; i++) {
            journal.append(claimedAndEnded(i * 500));
        }
        gate.open();
        JournalEntry last = journal.begin(START).entry();

        eventually(() -> assertThat(heard.events()).endsWith(last));
        eventually(() -> assertThat(blocked.events()).endsWith(last));
        Heard.Missed missed = blocked.events(Heard.Missed.class).get(0);
        assertThat(missed.count() % 2_001).isZero();
        assertThat(blocked.events().size() - 1 + missed.count())
                .isEqualTo(heard.events().size());
    }

    private static List<JournalEntry> claimedAndEnded(int from) {
        return IntStream.range(from, from + 500)
                .mapToObj(i -> Stream.of(
                        JournalEntry.of("op-" + i, "vm.start", OpState.STARTED)
                                .idempotencyKey("key-" + i)
                                .build(),
                        entry("op-" + i, OpState.SUCCEEDED)))
                .flatMap(entries -> entries)
                .toList();
    }

    private void hearsClaims(KeyClaim... claims) {
        eventually(() -> assertThat(heard.events(KeyClaim.class)).containsExactlyInAnyOrder(claims));
    }

    @Test
    void anAppendTakesAsLongAsTheDeviceAndNotLongerThanItsCall() {
        long before = System.nanoTime();

        journal.begin(START).taskRunning("UPID:1");

        Duration atMost = Duration.ofNanos(System.nanoTime() - before);
        eventually(() -> assertThat(heard.events(BatchWritten.class)).hasSize(2));
        assertThat(heard.events(BatchWritten.class))
                .allSatisfy(batch -> assertThat(batch.appends())
                        .singleElement()
                        .satisfies(took -> assertThat(took).isBetween(batch.writeAndSync(), atMost)));
    }

    @Test
    @NotWhileCompacting
    void anAppendThatWaitsForTheBatchBeforeItTakesThatTimeToo() throws Exception {
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> first = Caller.start(() -> journal.begin(START));
        gate.awaitReached();
        Caller<Operation> second = Caller.start(() -> journal.begin(START)).awaitParkedIn(GroupCommit.class);
        long parked = System.nanoTime();
        await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        Duration waitsAtLeast = Duration.ofNanos(System.nanoTime() - parked);
        gate.open();
        first.answer();
        second.answer();

        eventually(() -> assertThat(heard.events(BatchWritten.class)).hasSize(2));
        BatchWritten batch = heard.events(BatchWritten.class).get(1);
        assertThat(batch.appends())
                .singleElement()
                .satisfies(took ->
                        assertThat(took).isGreaterThan(batch.writeAndSync().plus(waitsAtLeast)));
    }

    @Test
    @NotWhileCompacting
    void anAppendThatWasCalledBeforeAnybodyListenedIsNotTimed() throws Exception {
        journal.removeListener(heard);
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> caller = Caller.start(() -> journal.begin(START));
        gate.awaitReached();
        Heard late = new Heard();
        journal.addListener(late);
        gate.open();
        caller.answer();

        eventually(() -> assertThat(late.entries()).hasSize(1));
        assertThat(late.events(BatchWritten.class)).singleElement().satisfies(batch -> {
            assertThat(batch.entries()).isEqualTo(1);
            assertThat(batch.appends()).isEmpty();
        });
    }
}
