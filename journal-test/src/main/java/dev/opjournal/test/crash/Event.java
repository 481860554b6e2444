package dev.opjournal.test.crash;

import java.util.List;
import java.util.stream.Collectors;

/** What happens in a life. */
sealed interface Event {
    /** The same in each run of a schedule; empty for what may differ. */
    String signature();

    /**
     * A durable write of entries.
     *
     * @param number among the writes of its life, from 1
     * @param tears whether it lies in several sectors, so that a part of it may be left
     */
    record Write(int number, List<Entry> entries, boolean tears) implements Event {
        @Override
        public String signature() {
            return entries.stream().map(Entry::signature).collect(Collectors.joining(", ", "write of ", ""));
        }
    }

    /**
     * An effect that is marked.
     *
     * @param number among the effects of its life, from 1
     */
    record Effect(int number, String what) implements Event {
        @Override
        public String signature() {
            return "effect: " + what;
        }
    }

    /** What a reader should know besides. */
    record Note(String text) implements Event {
        @Override
        public String signature() {
            return "";
        }
    }
}
