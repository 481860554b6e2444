package dev.opjournal.reliability;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;

/** Where two threads meet on {@link SharedJournal} by the nature of a journal; scenarios that are drawn may miss them. */
final class Races {
    /** Two claims of one key, and who looks at it afterwards. */
    static final ExecutionScenario ONE_KEY = race(
            List.of(),
            List.of(call("begin", 0, 0, 1), call("alreadyApplied", 0)),
            List.of(call("begin", 1, 0, 1), call("status")));

    /** An entry that is written, and who reads it meanwhile. */
    static final ExecutionScenario READING = race(
            List.of(),
            List.of(call("begin", 0, 0, 1), call("append", 0, 1)),
            List.of(call("latest", 0), call("history", 0)));

    /** The end of an operation, and who comes with its key meanwhile. */
    static final ExecutionScenario END_AND_CLAIM = race(
            List.of(call("begin", 0, 0, 1)),
            List.of(call("append", 0, 2), call("inFlight")),
            List.of(call("begin", 1, 0, 1), call("alreadyApplied", 0)));

    /** Two that use one handle, and one that has none. */
    static final ExecutionScenario ONE_OPERATION = race(
            List.of(),
            List.of(call("record", 1), call("inFlight")),
            List.of(call("record", 3), call("appendToHeld", 2)));

    private Races() {}

    private static ExecutionScenario race(List<Actor> before, List<Actor> one, List<Actor> other) {
        return new ExecutionScenario(before, List.of(one, other), List.of(call("status")), null);
    }

    private static Actor call(String operation, Object... arguments) {
        Method method = Arrays.stream(SharedJournal.class.getMethods())
                .filter(known -> known.getName().equals(operation))
                .findFirst()
                .orElseThrow();
        return new Actor(method, List.of(arguments));
    }
}
