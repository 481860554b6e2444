package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The entries in the bytes of an intact journal, read with a JSON parser alone and none of the journal's own code. */
record Lines(List<Entry> entries) {
    private static final List<String> SEAL = List.of("at", "n", "d", "crc");

    /** The same lines stand in thousands of states. */
    private static final Map<String, Entry> PARSED = new ConcurrentHashMap<>();

    /**
     * One entry.
     *
     * @param text what its caller asked for: all but the time and the seal
     * @param key empty if there is none
     */
    record Entry(String line, ObjectNode text, long number, String opId, String state, String key) {
        String id() {
            return opId + " " + state;
        }

        boolean hasEnded() {
            return state.equals("succeeded") || state.equals("failed");
        }

        /** Whether it is a line of the journal's own. */
        private boolean isOwn() {
            return opId.startsWith("opjournal:");
        }
    }

    static String idOf(JsonNode entry) {
        return entry.path("op_id").asString() + " " + entry.path("state").asString();
    }

    /** Reads all lines; the journal's own are left out, but for their numbers. */
    static Lines of(byte[] content) {
        List<Entry> entries = new ArrayList<>();
        long number = -1;
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            Entry entry = PARSED.computeIfAbsent(line, Lines::parse);
            if (number >= 0 && entry.number() != number + 1) {
                throw new AssertionError("The number behind " + number + " is " + entry.number() + ": " + line);
            }
            number = entry.number();
            if (!entry.isOwn()) {
                entries.add(entry);
            }
        }
        return new Lines(entries);
    }

    /** Forgets the lines of other runs. */
    static void forget() {
        PARSED.clear();
    }

    private static Entry parse(String line) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(line);
        return new Entry(
                line,
                json.deepCopy().without(SEAL),
                json.path("n").asLong(-1),
                json.path("op_id").asString(),
                json.path("state").asString(),
                json.path("idemp_key").asString(""));
    }

    /** The entries of each operation, in the order in which they came first. */
    Map<String, List<Entry>> byOperation() {
        Map<String, List<Entry>> operations = new LinkedHashMap<>();
        for (Entry entry : entries) {
            operations.computeIfAbsent(entry.opId(), begun -> new ArrayList<>()).add(entry);
        }
        return operations;
    }

    /** The newest entries of the operations that have not ended, in the order in which they were begun. */
    List<Entry> inFlight() {
        List<Entry> inFlight = new ArrayList<>();
        byOperation().forEach((opId, all) -> {
            Entry newest = all.get(all.size() - 1);
            if (!newest.hasEnded()) {
                inFlight.add(newest);
            }
        });
        return inFlight;
    }

    Set<String> appliedKeys() {
        Set<String> applied = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.state().equals("succeeded") && !entry.key().isEmpty()) {
                applied.add(entry.key());
            }
        }
        return applied;
    }

    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        entries.forEach(entry -> keys.add(entry.key()));
        keys.remove("");
        return keys;
    }

    List<String> text() {
        return entries.stream().map(Entry::line).toList();
    }
}
