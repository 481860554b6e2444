package dev.opjournal.steps;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of the steps in their order, and which of them have something to undo: what an operation was begun with. It is
 * written with the first step, so that a definition which has changed since is known as such.
 */
record Plan(List<Part> parts) {
    /** The param that holds it. */
    static final String PARAM = "plan";

    private static final String SEPARATOR = ", ";
    private static final String UNDO = "(undo)";

    /** One step. */
    record Part(String step, boolean undo) {
        static Part parse(String text) {
            boolean undo = text.endsWith(UNDO);
            return new Part(undo ? text.substring(0, text.length() - UNDO.length()) : text, undo);
        }

        String text() {
            return undo ? step + UNDO : step;
        }
    }

    static Plan of(List<Step> steps) {
        return new Plan(steps.stream()
                .map(step -> new Part(step.name(), step.compensation() != null))
                .toList());
    }

    /** Empty if the text is no plan: it was not kept, or something else stands in its place. */
    static Optional<Plan> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        List<Part> parts =
                List.of(text.split(SEPARATOR)).stream().map(Part::parse).toList();
        return parts.stream().allMatch(part -> Steps.isStepName(part.step()))
                ? Optional.of(new Plan(parts))
                : Optional.empty();
    }

    /** Whether the step of this name has something to undo. */
    boolean undoes(String step) {
        return parts.contains(new Part(step, true));
    }

    /** The names of the steps behind the first ones, so many. */
    List<String> namesFrom(int first) {
        return parts.stream().skip(first).map(Part::step).toList();
    }

    String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining(SEPARATOR));
    }
}
