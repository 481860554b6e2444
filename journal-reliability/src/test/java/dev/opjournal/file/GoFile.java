package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.test.StrictDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file that a Go daemon wrote, and what must become of it. */
record GoFile(Path path, byte[] bytes, List<String> records) {
    /** Puts the daemon's whole file under the name of a journal. */
    static GoFile on(StrictDisk disk, Path path) throws IOException {
        try (InputStream daemon = Objects.requireNonNull(GoFile.class.getResourceAsStream("/go-daemon/daemon.jsonl"))) {
            byte[] bytes = daemon.readAllBytes();
            disk.put(path, bytes);
            List<String> records = new ArrayList<>();
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                records.add(record(JsonMapper.shared().readTree(line)));
            }
            return new GoFile(path, bytes, records);
        }
    }

    private static String record(JsonNode line) {
        JsonNode task = line.has("upid") ? line.path("upid") : line.path("task");
        JsonNode target = line.has("vmid") ? line.path("vmid") : line.path("target");
        return line.path("op_id").asString() + " " + line.path("state").asString() + " "
                + line.path("idemp_key").asString("") + " " + task.asString("") + " " + target.asString("") + " "
                + line.path("params");
    }

    /** Under the name of the journal, or under its own. */
    void assertKept(StrictDisk disk) throws IOException {
        List<Path> originals = new ArrayList<>(disk.list(path.getParent()));
        originals.removeIf(
                file -> !file.equals(path) && !file.getFileName().toString().contains(".go-"));
        for (Path file : originals) {
            if (Arrays.equals(disk.contentOf(file), bytes)) {
                return;
            }
        }
        assertThat(originals).as("what holds the daemon's file").isNull();
    }

    /** The lines behind the daemon's, all of which must be there in their order, unless a compaction came. */
    Lines without(Lines lines) {
        List<Lines.Entry> others = new ArrayList<>(lines.entries());
        List<String> converted = new ArrayList<>();
        while (!others.isEmpty() && converted.size() < records.size()) {
            converted.add(record(others.remove(0).text()));
        }
        assertThat(converted).isEqualTo(records);
        return new Lines(others);
    }
}
