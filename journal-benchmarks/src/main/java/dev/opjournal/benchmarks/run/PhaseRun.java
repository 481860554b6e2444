package dev.opjournal.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * When and where a phase was run: a later run of one phase alone leaves the others as they were.
 *
 * @param began date and time, UTC
 * @param commit what was measured, as {@code git describe} names it: with {@code -dirty} where files were changed
 * @param notes what the reader must know, such as what was left out and why
 */
public record PhaseRun(
        String phase,
        String began,
        long seconds,
        String commit,
        String command,
        Map<String, String> machine,
        List<String> notes) {
    public PhaseRun {
        // Results of before it was noted have none.
        commit = Objects.requireNonNullElse(commit, "unknown");
    }
}
