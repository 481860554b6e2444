package dev.opjournal.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.DiskInHand;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

class JournalEndpointTest {
    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(directory.resolve("ops.journal"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void anOperationOfSeveralStepsIsToldAsATree() {
        Steps steps = Steps.named("k")
                .step("one", step -> step.taskRunning("UPID:1"))
                .compensate(step -> {})
                .step("two", step -> {
                    throw new OperationFailedException("no memory");
                })
                .onCrash(CrashPolicy.RESUME);
        assertThatThrownBy(() -> new StepRunner(journal, List.of(steps))
                        .run(OperationSpec.of("k").opId("op")))
                .isInstanceOf(RolledBackException.class);

        OperationDescriptor told = endpoint(Show.ALWAYS).operation("op");

        assertThat(told.history()).hasSize(2);
        assertThat(told.steps()).extracting(StepDescriptor::step).containsExactly("one", "two");
        StepDescriptor one = told.steps().get(0);
        assertThat(one.history())
                .extracting(EntryDescriptor::state)
                .containsExactly("started", "task_running", "succeeded");
        assertThat(one.compensation()).extracting(EntryDescriptor::state).containsExactly("started", "succeeded");
        StepDescriptor two = told.steps().get(1);
        assertThat(two.history()).extracting(EntryDescriptor::state).containsExactly("started", "failed");
        assertThat(two.compensation()).isEmpty();
        assertThat(endpoint(Show.ALWAYS).operation("op.1").steps()).isEmpty();
        assertThat(endpoint(Show.ALWAYS).operation("op.1").parent()).isEqualTo("op");
    }

    @Test
    void aHundredOperationsAreTold() {
        beginMany(101);

        assertThat(opIds(journal(endpoint(Show.NEVER), null)))
                .hasSize(100)
                .startsWith("op-1")
                .endsWith("op-100");
    }

    @Test
    void asManyOperationsAreToldAsTheLimitSays() {
        beginMany(101);

        assertThat(opIds(journal(endpoint(Show.NEVER), 101))).hasSize(101);
        assertThat(opIds(journal(endpoint(Show.NEVER), 2))).containsExactly("op-1", "op-2");
        assertThat(opIds(journal(endpoint(Show.NEVER), 0))).isEmpty();
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatThrownBy(() -> journal(endpoint(Show.NEVER), -1))
                .isInstanceOf(InvalidEndpointRequestException.class)
                .hasMessage("limit is -1. Use a number from 0 on.");
    }

    @Test
    void anUnknownOperationIsNull() {
        assertThat(endpoint(Show.NEVER).operation("op-9")).isNull();
    }

    @Test
    void valuesAreHiddenUnlessTheyAreToBeShown() {
        charge(Map.of("amount", 12));

        assertThat(last(endpoint(Show.NEVER)).params()).isEqualTo(Map.of("card", "******"));
        assertThat(last(endpoint(Show.NEVER)).result()).isEqualTo("******");
        assertThat(last(endpoint(Show.ALWAYS)).params()).isEqualTo(Map.of("card", "4000"));
        assertThat(last(endpoint(Show.ALWAYS)).result()).isEqualTo(Map.of("amount", 12));
    }

    @Test
    void errorsAreHiddenUnlessTheyAreToBeShown() {
        journal.begin(OperationSpec.of("card.charge").opId("op-1")).failed("card 4000 refused");

        assertThat(last(endpoint(Show.NEVER)).error()).isEqualTo("******");
        assertThat(last(endpoint(Show.ALWAYS)).error()).isEqualTo("card 4000 refused");
    }

    @Test
    void resultsOfEveryJsonTypeAreShownAsTheyAre() {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("text", "a\"b");
        result.put("whole", 12345678901234567L);
        result.put("decimal", new BigDecimal("0.10000000000000000001"));
        result.put("yes", true);
        result.put("nothing", null);
        result.put("list", Arrays.asList(1, null, Map.of("deep", List.of("x"))));
        charge(result);

        assertThat(last(endpoint(Show.ALWAYS)).result()).isEqualTo(result);
    }

    @Test
    void aTextIsShownAsText() {
        charge("done");

        assertThat(last(endpoint(Show.ALWAYS)).result()).isEqualTo("done");
    }

    @Test
    void sanitizingFunctionsAreAskedForEveryName() {
        charge(Map.of("card", "4000", "nested", List.of(Map.of("card", "4001", "amount", 12))));

        EntryDescriptor shown = last(endpoint(Show.ALWAYS, hide("card")));
        assertThat(shown.params()).isEqualTo(Map.of("card", "******"));
        assertThat(shown.result())
                .isEqualTo(Map.of("card", "******", "nested", List.of(Map.of("card", "******", "amount", 12))));
    }

    @Test
    void sanitizingFunctionsMayHideAWholeResultOrError() {
        charge(Map.of("amount", 12));
        assertThat(last(endpoint(Show.ALWAYS, hide("result"))).result()).isEqualTo("******");

        journal.begin(OperationSpec.of("card.charge").opId("op-2")).failed("card 4000 refused");
        assertThat(endpoint(Show.ALWAYS, hide("error"))
                        .operation("op-2")
                        .history()
                        .get(1)
                        .error())
                .isEqualTo("******");
    }

    @Test
    void whoIsNotAuthorizedSeesNoValues() {
        charge(Map.of("amount", 12));
        JournalEndpointWebExtension web = web(Show.WHEN_AUTHORIZED, "OPERATOR");

        assertThat(params(web.operation(SecurityContext.NONE, "op-1"))).containsValue("******");
        assertThat(params(web.operation(user("CLERK"), "op-1"))).containsValue("******");
        assertThat(params(web.operation(user("OPERATOR"), "op-1"))).containsValue("4000");
    }

    @Test
    void whoIsNotAuthorizedSeesNoValuesOfStepsEither() {
        Steps steps = Steps.named("k").step("one", step -> step.result("4000")).onCrash(CrashPolicy.RESUME);
        new StepRunner(journal, List.of(steps)).run(OperationSpec.of("k").opId("op"));
        JournalEndpointWebExtension web = web(Show.WHEN_AUTHORIZED, "OPERATOR");

        assertThat(resultOfStep(web.operation(user("CLERK"), "op"))).isEqualTo("******");
        assertThat(resultOfStep(web.operation(user("OPERATOR"), "op"))).isEqualTo("4000");
    }

    private static @Nullable Object resultOfStep(WebEndpointResponse<?> response) {
        List<EntryDescriptor> history =
                ((OperationDescriptor) response.getBody()).steps().get(0).history();
        return history.get(history.size() - 1).result();
    }

    @Test
    void withoutRolesEveryUserIsAuthorized() {
        charge(Map.of("amount", 12));
        JournalEndpointWebExtension web = web(Show.WHEN_AUTHORIZED);

        assertThat(params(web.operation(SecurityContext.NONE, "op-1"))).containsValue("******");
        assertThat(params(web.operation(user("CLERK"), "op-1"))).containsValue("4000");
    }

    @Test
    void aJournalThatTakesNothingStillTellsWhatIsInFlight() {
        for (JournalStatus.State state : JournalStatus.State.values()) {
            JournalDescriptor told =
                    journal(new JournalEndpoint(Stopped.journal(state, "broken"), null, List.of(), Show.NEVER), null);

            assertThat(told.path()).isEqualTo(Stopped.PATH.toString());
            assertThat(opIds(told)).containsExactly("op-1");
            assertThat(told.counts())
                    .containsExactly(
                            Map.entry("started", 1L),
                            Map.entry("task_running", 0L),
                            Map.entry("succeeded", 0L),
                            Map.entry("failed", 0L));
        }
    }

    @Test
    void theHistoryOfAFailedJournalIsUnavailable() {
        JournalEndpointWebExtension web = new JournalEndpointWebExtension(
                new JournalEndpoint(
                        Stopped.journal(JournalStatus.State.FAILED, "Input/output error"), null, List.of(), Show.NEVER),
                Show.NEVER,
                Set.of());

        assertThat(web.operation(SecurityContext.NONE, "op-1"))
                .extracting(WebEndpointResponse::getStatus, WebEndpointResponse::getBody)
                .containsExactly(
                        503,
                        new ProblemDescriptor(
                                "The journal /data/ops.journal has failed: Input/output error.",
                                "Mend the disk and start the application again: recovery then settles what was in"
                                        + " flight."));
    }

    @Test
    void aFullDiskIsUnavailableAndStillLetsWhatWasBegunBeResolved() {
        DiskInHand disk = new DiskInHand();
        journal.close();
        journal = disk.open(directory.resolve("ops.journal"), FileJournalOptions.defaults());
        journal.begin(OperationSpec.of("backup").opId("op-1")).release("no answer came");
        disk.fill();
        JournalEndpointWebExtension web = new JournalEndpointWebExtension(endpoint(Show.NEVER), Show.NEVER, Set.of());

        WebEndpointResponse<OperationResponseBody> compacted =
                web.act(SecurityContext.NONE, "compact", null, null, null);
        assertThat(compacted.getStatus()).isEqualTo(503);
        assertThat(compacted.getBody())
                .isInstanceOfSatisfying(
                        ProblemDescriptor.class,
                        problem -> assertThat(problem.action())
                                .isEqualTo(
                                        "Free some space: an open journal goes on by itself, a start that was refused is to be"
                                                + " tried again."));
        assertThat(web.resolve(SecurityContext.NONE, "op-1", null, "succeeded", "the store has the file")
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void onAFullDiskALongReasonIsCutWhateverTheOutcome() {
        DiskInHand disk = new DiskInHand();
        journal.close();
        journal = disk.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withPreallocateBytes(4096));
        journal.begin(OperationSpec.of("backup").opId("op-1")).release("no answer came");
        journal.begin(OperationSpec.of("backup").opId("op-2")).release("no answer came");
        disk.fill();
        assertThatThrownBy(() -> {
                    while (true) {
                        journal.begin(OperationSpec.of("vm.start")).succeeded();
                    }
                })
                .isInstanceOf(JournalFullException.class);
        JournalEndpointWebExtension web = new JournalEndpointWebExtension(endpoint(Show.NEVER), Show.NEVER, Set.of());
        String reason = "the store has it: " + "満".repeat(6000);

        for (Map.Entry<String, String> outcome :
                Map.of("op-1", "succeeded", "op-2", "failed").entrySet()) {
            assertThat(web.resolve(SecurityContext.NONE, outcome.getKey(), null, outcome.getValue(), reason)
                            .getStatus())
                    .as(outcome.getValue())
                    .isEqualTo(200);
            assertThat(journal.latest(outcome.getKey()).orElseThrow().error().orElseThrow())
                    .startsWith("resolved by hand: the store has it: 満")
                    .endsWith("満…")
                    .hasSize(101);
        }
    }

    @Test
    void aResultThatCannotBeReadIsHiddenWhole() {
        journal.close();
        journal = FileJournal.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withJsonMapper(withoutLimits()));
        charge(Map.of("card", "4000", "number", BigInteger.TEN.pow(1000)));

        assertThat(last(endpoint(Show.ALWAYS, hide("card"))).result()).isEqualTo("******");
    }

    @Test
    void aHistoryThatWasAlteredInTheFileIsUnavailable() throws IOException {
        charge("ok");
        Path file = directory.resolve("ops.journal");
        try (RandomAccessFile altered = new RandomAccessFile(file.toFile(), "rw")) {
            altered.seek(journal.status().sizeBytes() - 40);
            altered.write('!');
        }
        JournalEndpointWebExtension web = new JournalEndpointWebExtension(endpoint(Show.NEVER), Show.NEVER, Set.of());

        WebEndpointResponse<OperationResponseBody> answer = web.operation(SecurityContext.NONE, "op-1");

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getBody())
                .isInstanceOfSatisfying(
                        ProblemDescriptor.class,
                        unavailable -> assertThat(unavailable.reason())
                                .contains(file.toString(), "altered since it was written"));
    }

    private static JsonMapper withoutLimits() {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNumberLength(Integer.MAX_VALUE)
                                .build())
                        .build())
                .build();
    }

    private static JournalDescriptor journal(JournalEndpoint endpoint, @Nullable Integer limit) {
        return endpoint.journal(null, null, null, null, null, limit);
    }

    private void beginMany(int count) {
        for (int i = 1; i <= count; i++) {
            journal.begin(OperationSpec.of("vm.start").opId("op-" + i)).taskRunning("UPID:" + i);
        }
    }

    private void charge(Object result) {
        Operation charge =
                journal.begin(OperationSpec.of("card.charge").opId("op-1").param("card", "4000"));
        charge.succeeded(result);
    }

    private JournalEndpoint endpoint(Show show, SanitizingFunction... functions) {
        return new JournalEndpoint(journal, null, List.of(functions), show);
    }

    private JournalEndpointWebExtension web(Show show, String... roles) {
        return new JournalEndpointWebExtension(endpoint(show), show, Set.of(roles));
    }

    private static EntryDescriptor last(JournalEndpoint endpoint) {
        List<EntryDescriptor> history = endpoint.operation("op-1").history();
        return history.get(history.size() - 1);
    }

    private static Map<String, Object> params(WebEndpointResponse<?> response) {
        return ((OperationDescriptor) response.getBody()).history().get(0).params();
    }

    private static List<String> opIds(JournalDescriptor told) {
        return told.inFlight().stream().map(EntryDescriptor::opId).toList();
    }

    private static SanitizingFunction hide(String name) {
        return SanitizingFunction.sanitizeValue().ifKeyEquals(name);
    }

    private static SecurityContext user(String role) {
        return new SecurityContext() {
            @Override
            public Principal getPrincipal() {
                return () -> "someone";
            }

            @Override
            public boolean isUserInRole(String asked) {
                return role.equals(asked);
            }
        };
    }
}
