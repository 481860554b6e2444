package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the text of a journal says, read with a JSON parser alone and none of the journal's own code. */
record JournalText(List<Record> records) {
    /** One entry; the key is empty if there is none. */
    record Record(long number, String opId, String state, String key) {
        boolean hasKey() {
            return !key.isEmpty();
        }

        boolean hasEnded() {
            return state.equals("succeeded") || state.equals("failed");
        }
    }

    /** Reads the entries of an intact journal; the journal's own lines are left out, but for their numbers. */
    static JournalText read(Path file) throws IOException {
        List<Record> records = new ArrayList<>();
        long number = -1;
        for (String line : Files.readString(file).lines().toList()) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode json = JsonMapper.shared().readTree(line);
            number = number < 0 ? json.path("n").asLong(-1) : number;
            assertThat(json.path("n").asLong(-1)).as("the number of %s", line).isEqualTo(number++);
            String opId = json.path("op_id").asString();
            if (!opId.startsWith("opjournal:")) {
                records.add(new Record(
                        number - 1,
                        opId,
                        json.path("state").asString(),
                        json.path("idemp_key").asString("")));
            }
        }
        return new JournalText(records);
    }

    Set<String> inFlight() {
        Set<String> inFlight = new TreeSet<>();
        for (Record record : records) {
            if (record.hasEnded()) {
                inFlight.remove(record.opId());
            } else {
                inFlight.add(record.opId());
            }
        }
        return inFlight;
    }

    /** No key begins an operation before the one that had it has failed; so none that has succeeded ever does. */
    void assertNoKeyWasAdmittedTwice() {
        Map<String, String> holders = new HashMap<>();
        for (Record record : records) {
            if (!record.hasKey()) {
                continue;
            }
            String holder = holders.putIfAbsent(record.key(), record.opId());
            assertThat(holder == null ? record.opId() : holder)
                    .as("who holds the key of %s", record)
                    .isEqualTo(record.opId());
            if (record.state().equals("failed")) {
                holders.remove(record.key());
            }
        }
    }
}
