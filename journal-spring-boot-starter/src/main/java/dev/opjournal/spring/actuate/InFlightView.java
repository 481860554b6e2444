package dev.opjournal.spring.actuate;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What health tells of an operation in flight. No values: more people see health than the endpoint. */
final class InFlightView {
    private InFlightView() {}

    static Map<String, Object> describe(Whole whole, Instant now) {
        JournalEntry entry = whole.operation().newest();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("opId", entry.opId());
        operation.put("kind", entry.kind());
        if (!entry.target().isEmpty()) {
            operation.put("target", entry.target());
        }
        whole.task().ifPresent(task -> operation.put("task", task));
        operation.put("state", entry.state().text());
        whole.part()
                .flatMap(JournalEntry::step)
                .ifPresent(step -> operation.put(whole.isUndoing() ? "undoing" : "step", step));
        operation.put("age", age(whole.operation(), now).toString());
        return operation;
    }

    /** In whole seconds. A clock that was set back must not yield a negative age. */
    static Duration age(JournalStatus.InFlight inFlight, Instant now) {
        Duration age = Duration.between(inFlight.begunAt(), now).truncatedTo(ChronoUnit.SECONDS);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
