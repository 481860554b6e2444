package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;

/** What a process says of an entry whose call has returned. Beside compactions, which change numbers, 0 stands for each of them. */
record Acknowledged(long number, OpState state, String opId, String key) {
    private static final String END = ".";

    static Acknowledged of(JournalEntry entry, boolean compacting) {
        return new Acknowledged(
                compacting ? 0 : entry.recordNumber(),
                entry.state(),
                entry.opId(),
                entry.idempotencyKey().orElse(""));
    }

    /** Whether the entry says that a key has taken effect. */
    boolean appliesKey() {
        return state == OpState.SUCCEEDED && !key.isEmpty();
    }

    String toLine() {
        return String.join(" ", Long.toString(number), state.name(), opId, key, END);
    }

    static Acknowledged parse(String line) {
        String[] parts = line.split(" ", -1);
        assertThat(parts).as("the line '%s'", line).hasSize(5).endsWith(END);
        return new Acknowledged(Long.parseLong(parts[0]), OpState.valueOf(parts[1]), parts[2], parts[3]);
    }
}
