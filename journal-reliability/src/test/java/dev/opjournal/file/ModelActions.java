package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationQuery;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.ModelRun.Setup;
import dev.opjournal.file.ModelRun.Step;
import dev.opjournal.test.Survival;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What may be done to a journal and its model, drawn at random. */
final class ModelActions {
    private static final String LONE = "lone \uD800 surrogate";
    private static final String HUGE = "x".repeat(5000);
    private static final int MOST_RESULT_BYTES = 4096;

    private ModelActions() {}

    static Arbitrary<ActionChain<ModelRun>> chains(int steps) {
        return ActionChain.startWith(ModelRun::new)
                .withAction(8, begin())
                .withAction(6, append())
                .withAction(12, record())
                .withAction(4, takeOver())
                .withAction(3, find())
                .withAction(2, move())
                .withAction(2, compact())
                .withAction(2, reopen())
                .withAction(2, crash())
                .withAction(2, appendCutOff())
                .withAction(1, compactCutOff())
                .withMaxTransformations(steps);
    }

    /** A step with what it is called in the report of a failure. */
    private static Transformer<ModelRun> step(String what, Consumer<ModelRun> step) {
        return Transformer.mutate(what, step);
    }

    private static Action.Independent<ModelRun> action(Arbitrary<Transformer<ModelRun>> steps) {
        return () -> steps;
    }

    private static Action.Independent<ModelRun> begin() {
        return action(specs().map(spec -> step(
                "begin " + RandomLines.quoted(spec.opId().orElse("any id")) + " with "
                        + spec.idempotencyKey().map(RandomLines::quoted).orElse("no key"),
                run -> run.begin(spec))));
    }

    private static Action.Independent<ModelRun> append() {
        return action(drafts().map(drafts -> step("append " + drafts, run -> run.append(entries(drafts, run)))));
    }

    private static Action.Independent<ModelRun> appendCutOff() {
        return action(Combinators.combine(drafts(), crashes())
                .as((drafts, crash) -> step(
                        "append " + drafts + ", cut off by " + crash,
                        run -> run.appendCutOff(entries(drafts, run), crash.survival(), crash.setup()))));
    }

    private static Action.Independent<ModelRun> record() {
        return action(Combinators.combine(picks(), steps())
                .as((pick, step) ->
                        step("record " + step + " of " + pick, run -> run.record(run.owned(pick), step.step()))));
    }

    private static Action.Independent<ModelRun> takeOver() {
        return action(Combinators.combine(picks(), steps().list().ofMaxSize(2))
                .as((pick, steps) -> step(
                        "take " + pick + " over and record " + steps,
                        run -> run.takeOver(
                                run.inFlight(pick),
                                steps.stream().map(NamedStep::step).toList()))));
    }

    private static Action.Independent<ModelRun> find() {
        return action(Combinators.combine(
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.of(OpState.class).set().ofMaxSize(2),
                        kinds().injectNull(0.6),
                        targets().injectNull(0.6),
                        keys().injectNull(0.7),
                        picks().injectNull(0.9))
                .as((limit, states, kind, target, key, pick) -> step(
                        "find " + limit + " " + states,
                        run -> run.find(new OperationQuery(
                                limit, states, kind, target, key, pick == null ? null : run.anOpId(pick))))));
    }

    private static Action.Independent<ModelRun> move() {
        return action(
                Arbitraries.of(Duration.ofDays(3653), Duration.ofDays(-3653), Duration.ofDays(1), Duration.ofNanos(-1))
                        .map(by -> step("move the clock by " + by, run -> run.move(by))));
    }

    private static Action.Independent<ModelRun> compact() {
        return action(Arbitraries.just(step("compact", ModelRun::compact)));
    }

    private static Action.Independent<ModelRun> reopen() {
        return action(setups().map(setup -> step("close, and open with " + setup, run -> run.reopen(setup))));
    }

    private static Action.Independent<ModelRun> crash() {
        return action(crashes()
                .map(crash -> step(crash.toString(), run -> run.crash(crash.survival(), crash.setup()))));
    }

    private static Action.Independent<ModelRun> compactCutOff() {
        return action(Combinators.combine(Arbitraries.integers().between(0, 8), crashes())
                .as((change, crash) -> step(
                        "compact, cut off at change " + change + " by " + crash,
                        run -> run.compactCutOff(change, crash.survival(), crash.setup()))));
    }

    private record Crash(long seed, Setup setup) {
        Survival survival() {
            return Survival.random(new Random(seed));
        }

        @Override
        public String toString() {
            return "a crash with seed " + seed + ", then open with " + setup;
        }
    }

    private static Arbitrary<Crash> crashes() {
        return Combinators.combine(Arbitraries.longs(), setups()).as(Crash::new);
    }

    private static Arbitrary<Setup> setups() {
        return Combinators.combine(
                        Arbitraries.of(Dialect.values()),
                        Arbitraries.of(4096, 1 << 16),
                        Arbitraries.of(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(5000))
                                .injectNull(0.3),
                        Arbitraries.of(Duration.ZERO, Duration.ofDays(2), Duration.ofDays(4000))
                                .injectNull(0.3))
                .as(Setup::new);
    }

    private static Arbitrary<Integer> picks() {
        return Arbitraries.integers().between(0, 30);
    }

    private static Arbitrary<OperationSpec> specs() {
        return Combinators.combine(opIds().injectNull(0.4), kinds(), targets(), keys().injectNull(0.4), params())
                .as((opId, kind, target, key, params) -> {
                    OperationSpec spec = OperationSpec.of(kind).target(target).params(params);
                    spec = opId == null ? spec : spec.opId(opId);
                    return key == null ? spec : spec.idempotencyKey(key);
                });
    }

    private static Arbitrary<String> opIds() {
        return usually(Arbitraries.of("op-1", "op-2", "op-3", "op-4", "op-5", "op-6", "op-7", "op-8"));
    }

    private static Arbitrary<String> kinds() {
        return usually(Arbitraries.frequency(Tuple.of(9, "vm.start"), Tuple.of(1, "vm.stop")));
    }

    private static Arbitrary<String> targets() {
        return usually(Arbitraries.frequency(Tuple.of(9, "101"), Tuple.of(1, "7"), Tuple.of(1, "")));
    }

    private static Arbitrary<String> keys() {
        return usually(Arbitraries.of("key-1", "key-2", "key-3"));
    }

    private static Arbitrary<Map<String, String>> params() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Map.of())),
                Tuple.of(
                        2,
                        Arbitraries.maps(
                                        usually(Arbitraries.of("node", ModelRules.SECRET)),
                                        usually(Arbitraries.frequency(
                                                Tuple.of(10, "a"), Tuple.of(10, "b"), Tuple.of(1, HUGE))))
                                .ofMaxSize(3)));
    }

    /** Odd texts now and then. */
    private static Arbitrary<String> usually(Arbitrary<String> usual) {
        return Arbitraries.frequencyOf(
                Tuple.of(30, usual), Tuple.of(2, RandomLines.texts()), Tuple.of(1, Arbitraries.just(LONE)));
    }

    private static Arbitrary<String> reasons() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("refused", "no answer")),
                Tuple.of(2, RandomLines.texts()),
                Tuple.of(1, Arbitraries.of(LONE, HUGE)));
    }

    /** An entry that goes on with an operation which the model knows, or begins one. */
    private record Draft(String what, Function<ModelRun, JournalEntry> entry) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static List<JournalEntry> entries(List<Draft> drafts, ModelRun run) {
        return drafts.stream().map(draft -> draft.entry().apply(run)).toList();
    }

    private static Arbitrary<List<Draft>> drafts() {
        return Arbitraries.frequencyOf(Tuple.of(3, begins()), Tuple.of(4, goesOn()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static Arbitrary<Draft> begins() {
        return specs().map(spec -> new Draft(
                "begin " + spec.opId().orElse("op-9"),
                run -> JournalEntry.of(spec.opId().orElse("op-9"), spec).build()));
    }

    private static Arbitrary<Draft> goesOn() {
        return Combinators.combine(
                        picks(),
                        Arbitraries.of(OpState.values()),
                        usually(Arbitraries.of("task-1", "task-2")).injectNull(0.5),
                        reasons().injectNull(0.5),
                        Arbitraries.of("true", "{\"node\":[1,2.50]}", "\"é\"").injectNull(0.5),
                        Arbitraries.frequency(Tuple.of(20, true), Tuple.of(1, false)))
                .as((pick, state, task, error, result, rightKind) ->
                        new Draft(state + " of " + pick + (error == null ? "" : " with an error"), run -> {
                            String opId = run.inFlight(pick);
                            return JournalEntry.of(opId, rightKind ? run.kindOf(opId) : "another", state)
                                    .task(task)
                                    .error(error)
                                    .result(result)
                                    .build();
                        }));
    }

    /** What is recorded through a handle, with what it is called. */
    private record NamedStep(String what, Step step) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Arbitrary<NamedStep> steps() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, usually(Arbitraries.of("task-1", "task-2")).map(ModelActions::runs)),
                Tuple.of(3, Arbitraries.just(succeeded(null))),
                Tuple.of(2, reasons().filter(text -> !text.equals(LONE)).map(ModelActions::succeeded)),
                Tuple.of(3, reasons().map(ModelActions::failed)),
                Tuple.of(2, reasons().map(ModelActions::released)));
    }

    private static NamedStep runs(String task) {
        return new NamedStep(
                "a task",
                new Step(draft -> draft.state(OpState.TASK_RUNNING).task(task), handle -> handle.taskRunning(task)));
    }

    private static NamedStep succeeded(@Nullable String result) {
        String json = result == null ? null : JsonMapper.shared().writeValueAsString(result);
        int bytes = json == null ? 0 : json.getBytes(StandardCharsets.UTF_8).length;
        boolean dropped = bytes > MOST_RESULT_BYTES;
        return new NamedStep(
                "success",
                new Step(
                        draft -> draft.state(OpState.SUCCEEDED)
                                .result(dropped ? null : json)
                                .resultDropped(
                                        dropped
                                                ? "it takes " + bytes + " bytes as JSON; at most " + MOST_RESULT_BYTES
                                                        + " are recorded"
                                                : null),
                        handle -> handle.succeeded(result)));
    }

    private static NamedStep failed(String reason) {
        return new NamedStep(
                "failure",
                new Step(draft -> draft.state(OpState.FAILED).error(reason), handle -> handle.failed(reason)));
    }

    private static NamedStep released(String reason) {
        return new NamedStep("release", new Step(draft -> draft.error(reason), handle -> handle.release(reason)));
    }
}
