package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Heard;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The value of a redacted param is kept nowhere and told nobody. */
class RedactionTest {
    private static final String SECRET = "hunter2-is-no-password";
    private static final Map<String, String> KEPT_PARAMS =
            Map.of("node", "pve1", "password", FileJournalOptions.REDACTED);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final FileJournalOptions options = FileJournalOptions.defaults().withClock(clock);
    private final FileJournalOptions redacting = options.withRedact(Set.of("password", "token"));
    private Path path;
    private FileJournal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = FileJournal.open(path, redacting);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen(FileJournalOptions with) {
        journal.close();
        journal = FileJournal.open(path, with);
    }

    private static OperationSpec start(String password) {
        return OperationSpec.of("vm.start").target("101").param("node", "pve1").param("password", password);
    }

    private static JournalEntry.Builder begins(String opId, String password) {
        return JournalEntry.of(opId, start(password));
    }

    /** All that lies in the data directory, as one text. */
    private String everything() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(file).append('\n').append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private void assertNothingIsWritten() throws IOException {
        assertThat(everything()).doesNotContain(SECRET).contains("\"password\":\"[redacted]\"");
    }

    @Test
    void aValueIsWrittenByNoCall() throws IOException {
        Operation started = journal.begin(start(SECRET));
        started.taskRunning("UPID:1");
        started.succeeded(Map.of("took", 3));
        journal.begin(start(SECRET)).failed("no such node");
        journal.begin(start(SECRET)).release("no answer");
        journal.execute(start(SECRET).idempotencyKey("done"), op -> "done");
        assertThatThrownBy(() -> journal.execute(start(SECRET), op -> {
                    throw new OperationFailedException("refused");
                }))
                .isInstanceOf(OperationFailedException.class);
        journal.append(List.of(
                begins("raw", SECRET).build(),
                begins("raw", SECRET).state(OpState.TASK_RUNNING).task("UPID:2").build()));
        journal.append(List.of(begins("raw", SECRET).state(OpState.SUCCEEDED).build()));

        assertNothingIsWritten();
        journal.close();
        assertNothingIsWritten();
    }

    @Test
    void aValueIsInNoCompactedFile() throws IOException {
        reopen(redacting.withRetainOperations(Duration.ZERO));
        journal.begin(start(SECRET)).succeeded();
        Operation stays = journal.begin(start(SECRET));
        journal.execute(start(SECRET).idempotencyKey("done"), op -> "done");
        clock.move(Duration.ofSeconds(2));

        assertThat(journal.compact().operationsDropped()).isEqualTo(1);

        assertNothingIsWritten();
        stays.succeeded();
        assertThat(journal.history(stays.opId()))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.params()).isEqualTo(KEPT_PARAMS));
        assertNothingIsWritten();
    }

    @Test
    void aValueIsInNoCopyOfATornTail() throws IOException {
        Operation kept = journal.begin(start(SECRET));
        kept.taskRunning("UPID:1");
        byte[] crashed = Files.readAllBytes(path);
        journal.close();
        int end =
                new String(crashed, StandardCharsets.ISO_8859_1).stripTrailing().length();
        Files.write(path, Arrays.copyOf(crashed, end - 20));

        reopen(redacting);

        assertThat(directory).isDirectoryContaining("glob:**.torn-*");
        assertThat(journal.interrupted()).extracting(JournalEntry::state).containsExactly(OpState.STARTED);
        assertNothingIsWritten();
    }

    @Test
    void aGoDaemonsValueDoesNotComeIntoTheConvertedFile() throws IOException {
        journal.close();
        Path daemons = directory.resolve("daemon.jsonl");
        Files.writeString(
                daemons,
                "{\"op_id\":\"go-1\",\"kind\":\"vm.start\",\"vmid\":101,\"params\":{\"node\":\"pve1\",\"password\":\""
                        + SECRET + "\",\"token\":{\"value\":\"" + SECRET + "\"}},\"state\":\"started\","
                        + "\"at\":\"2026-11-23T20:00:00Z\"}\n");

        try (Journal converted = FileJournal.open(daemons, redacting)) {
            assertThat(converted.interrupted())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.params())
                            .isEqualTo(Map.of(
                                    "node", "pve1",
                                    "password", FileJournalOptions.REDACTED,
                                    "token", FileJournalOptions.REDACTED)));
        }

        assertThat(Files.readString(daemons)).doesNotContain(SECRET);
        assertThat(everything()).as("the original is kept").contains(SECRET);
    }

    @Test
    void noReaderAndNoListenerSeesAValue() {
        Heard heard = new Heard();
        journal.addListener(heard);

        Operation begun = journal.begin(start(SECRET).idempotencyKey("key"));
        begun.release("no answer");
        journal.append(List.of(begins("raw", SECRET).build()));

        List<JournalEntry> seen = new ArrayList<>(List.of(begun.entry()));
        seen.addAll(journal.history(begun.opId()));
        seen.addAll(journal.inFlight());
        seen.add(journal.latest("raw").orElseThrow());
        assertThat(journal.takeOver(begun.opId(), taken -> {
                    seen.add(taken.entry());
                    taken.succeeded();
                    seen.add(taken.entry());
                }))
                .isTrue();
        seen.add(catchThrowableOfType(
                        AlreadyAppliedException.class,
                        () -> journal.begin(start(SECRET).idempotencyKey("key")))
                .entry());
        Heard.eventually(() -> assertThat(heard.entries()).hasSize(4));
        seen.addAll(heard.entries());

        assertThat(seen).allSatisfy(entry -> assertThat(entry.params()).isEqualTo(KEPT_PARAMS));
    }

    @Test
    void noExceptionTellsAValue() {
        assertThat(journal.begin(start(SECRET).idempotencyKey("taken")).entry().isInFlight())
                .isTrue();
        journal.begin(start(SECRET).opId("op").idempotencyKey("done")).succeeded();

        Map<Class<?>, Throwable> thrown = Map.of(
                KeyInFlightException.class,
                catchThrowable(() -> journal.begin(start(SECRET).idempotencyKey("taken"))),
                KeyConflictException.class,
                catchThrowable(
                        () -> journal.begin(start(SECRET).param("node", "pve2").idempotencyKey("taken"))),
                AlreadyAppliedException.class,
                catchThrowable(() -> journal.begin(start(SECRET).idempotencyKey("done"))),
                IllegalTransitionException.class,
                catchThrowable(() -> journal.begin(start(SECRET).opId("op"))),
                InvalidEntryException.class,
                catchThrowable(() -> journal.begin(start(SECRET).target("1".repeat(501)))));

        thrown.forEach((type, refusal) -> {
            assertThat(refusal).isInstanceOf(type);
            assertThat(printed(refusal)).doesNotContain(SECRET);
        });
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void whatIsNotKeptIsNotRefusedEither() {
        String tooLong = "x".repeat(options.maxEntryBytes());

        assertThat(journal.begin(start("\ud800")).entry().params()).isEqualTo(KEPT_PARAMS);
        assertThat(journal.begin(start(tooLong)).entry().params()).isEqualTo(KEPT_PARAMS);
    }

    @Test
    void redactedParamsTakeNoPartInConflicts() {
        journal.execute(start(SECRET).idempotencyKey("done"), op -> "first");
        assertThat(journal.begin(start(SECRET).opId("op").idempotencyKey("taken"))
                        .entry()
                        .isInFlight())
                .isTrue();
        OperationSpec without = OperationSpec.of("vm.start").target("101").param("node", "pve1");

        for (OperationSpec retry : List.of(start("another"), without)) {
            assertThat(journal.<String, RuntimeException>execute(retry.idempotencyKey("done"), op -> "second"))
                    .isEqualTo("first");
            assertThatExceptionOfType(KeyInFlightException.class)
                    .isThrownBy(() -> journal.begin(retry.idempotencyKey("taken")));
            assertThatExceptionOfType(AlreadyAppliedException.class)
                    .isThrownBy(() -> journal.append(List.of(JournalEntry.of("other", retry.idempotencyKey("done"))
                            .build())));
            assertThatExceptionOfType(KeyInFlightException.class)
                    .isThrownBy(() -> journal.append(List.of(
                            JournalEntry.of("one", retry.idempotencyKey("free")).build(),
                            JournalEntry.of("two", start("a third").idempotencyKey("free"))
                                    .build())));
        }
        journal.append(List.of(begins("op", "another")
                .idempotencyKey("taken")
                .state(OpState.SUCCEEDED)
                .build()));
        assertThat(journal.alreadyApplied("taken")).isTrue();
    }

    @Test
    void theOtherParamsStillDo() {
        journal.execute(start(SECRET).idempotencyKey("done"), op -> "first");

        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(
                        () -> journal.begin(start(SECRET).param("node", "pve2").idempotencyKey("done")));
    }

    @Test
    void whatWasWrittenBeforeItsNameWasRedactedIsShownToNobodyAndNotWrittenAgain() throws IOException {
        reopen(options);
        journal.execute(start(SECRET).opId("ended").idempotencyKey("done"), op -> "first");
        assertThat(journal.begin(start(SECRET).opId("op").idempotencyKey("taken"))
                        .entry()
                        .params())
                .containsEntry("password", SECRET);
        int before = everything().split(SECRET, -1).length;

        reopen(redacting);

        assertThat(journal.interrupted())
                .singleElement()
                .satisfies(entry -> assertThat(entry.params()).isEqualTo(KEPT_PARAMS));
        assertThat(journal.history("ended"))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.params()).isEqualTo(KEPT_PARAMS));
        assertThat(journal.takeOver("op", taken -> taken.failed("it did not happen")))
                .isTrue();
        assertThat(journal.<String, RuntimeException>execute(start("new").idempotencyKey("done"), op -> "second"))
                .isEqualTo("first");
        assertThat(everything().split(SECRET, -1)).hasSize(before);
        assertThat(journal.compact().operationsDropped()).isZero();
        assertThat(journal.history("op"))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.params()).isEqualTo(KEPT_PARAMS));
    }

    @Test
    void aNameMatchesExactlyAndIsNotLookedForInsideAValue() {
        OperationSpec spec = OperationSpec.of("vm.create")
                .params(Map.of("Password", "a", "body", "{\"password\":\"b\"}", "pass", "c"));

        assertThat(journal.begin(spec).entry().params()).isEqualTo(spec.params());
    }

    @Test
    void aNameThatNoParamCanHaveIsRefused() {
        for (String name : List.of("", "x".repeat(101))) {
            assertThatThrownBy(() -> options.withRedact(Set.of(name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The length of a name in redact must be from 1 to 100, but is " + name.length());
        }
    }
}
