package dev.opjournal.test.crash;

import tools.jackson.databind.JsonNode;

/** An entry as it is written, as far as a report tells of it: values of params and results may be secrets. */
record Entry(String opId, String kind, String state, boolean released, String key) {
    static Entry of(JsonNode line) {
        String state = text(line, "state");
        boolean ended = state.equals("succeeded") || state.equals("failed");
        return new Entry(
                text(line, "op_id"), text(line, "kind"), state, !ended && line.has("error"), text(line, "idemp_key"));
    }

    private static String text(JsonNode line, String field) {
        return line.path(field).asString("");
    }

    String stateInWords() {
        return released ? "released" : state;
    }

    String inWords() {
        return operation() + " " + stateInWords();
    }

    String operation() {
        return kind + " " + opId;
    }

    /** The same in each run, also if the application makes up ids. */
    String signature() {
        return kind + " " + stateInWords();
    }
}
