package dev.opjournal.steps;

import java.util.List;
import java.util.stream.Collectors;

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

    static Plan parse(String text) {
        return new Plan(List.of(text.split(SEPARATOR)).stream().map(Part::parse).toList());
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
