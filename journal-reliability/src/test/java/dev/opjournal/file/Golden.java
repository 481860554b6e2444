package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a file holds, as JSON: to be kept beside the file for ever, and to be compared with what a later release finds in it. */
final class Golden {
    static final String EXPECTED = ".expected.json";

    /** Nothing is dropped, however old the files are. */
    static final FileJournalOptions OPTIONS =
            FileJournalOptions.defaults().withRetainOperations(null).withPreallocateBytes(4096);

    private static final JsonMapper JSON = JsonMapper.shared();

    private Golden() {}

    /** Of a copy, which is opened and closed. */
    static ObjectNode describe(Path copy) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        List<JournalEntry> entries = new ArrayList<>();
        Verification verification = read(copy, entries);
        ObjectNode read = all.putObject("read");
        read.put("verdict", verification.verdict().name());
        read.put("rule", verification.rule());
        read.put("lastRecord", verification.lastRecord());
        read.put("end", verification.end());
        addAll(read.putArray("namedInTheTail"), verification.operations());
        ArrayNode list = read.putArray("entries");
        entries.forEach(entry -> list.add(entry(entry)));
        try (FileJournal journal = FileJournal.open(copy, OPTIONS)) {
            all.set("opened", opened(journal, entries));
            all.put("setAside", bytesSetAside(copy));
        } catch (JournalDamagedException damaged) {
            ObjectNode refused = all.putObject("refused");
            refused.put("offset", damaged.offset());
            refused.put("record", damaged.recordNumber());
        }
        return all;
    }

    private static Verification read(Path file, List<JournalEntry> into) {
        try (JournalFile journal = JournalFile.open(file)) {
            return journal.read((entry, offset, length) -> into.add(entry));
        }
    }

    /** What an open journal knows. */
    static ObjectNode opened(FileJournal journal, List<JournalEntry> entries) {
        ObjectNode opened = JSON.createObjectNode();
        JournalStatus status = journal.status();
        addAll(opened.putArray("inFlight"), ids(journal.inFlight()));
        addAll(opened.putArray("interrupted"), ids(journal.interrupted()));
        addAll(opened.putArray("cut"), status.cut());
        ObjectNode counts = opened.putObject("counts");
        status.counts().forEach((state, count) -> counts.put(state.text(), count));
        opened.put("appliedKeys", status.appliedKeys());
        ObjectNode keys = opened.putObject("applied");
        entries.stream()
                .flatMap(entry -> entry.idempotencyKey().stream())
                .forEach(key -> keys.put(key, journal.alreadyApplied(key)));
        ObjectNode histories = opened.putObject("histories");
        for (JournalEntry entry : entries) {
            ArrayNode history = JSON.createArrayNode();
            journal.history(entry.opId()).forEach(one -> history.add(one.recordNumber()));
            histories.set(entry.opId(), history);
        }
        return opened;
    }

    static ObjectNode entry(JournalEntry entry) {
        ObjectNode json = JSON.createObjectNode();
        json.put("op_id", entry.opId());
        json.put("kind", entry.kind());
        json.put("target", entry.target());
        ObjectNode params = json.putObject("params");
        entry.params().forEach(params::put);
        json.put("state", entry.state().text());
        json.put("at", entry.at().toString());
        json.put("n", entry.recordNumber());
        entry.task().ifPresent(value -> json.put("task", value));
        entry.idempotencyKey().ifPresent(value -> json.put("idemp_key", value));
        entry.result().ifPresent(value -> json.set("result", JSON.readTree(value)));
        entry.resultDropped().ifPresent(value -> json.put("result_dropped", value));
        entry.error().ifPresent(value -> json.put("error", value));
        entry.parent().ifPresent(value -> json.put("parent", value));
        entry.step().ifPresent(value -> json.put("step", value));
        return json;
    }

    private static List<String> ids(List<JournalEntry> entries) {
        return entries.stream().map(JournalEntry::opId).toList();
    }

    private static void addAll(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** How long the torn tail is that was copied beside the file; 0 if none was. */
    private static long bytesSetAside(Path file) throws IOException {
        try (Stream<Path> beside = Files.list(file.resolveSibling("."))) {
            Path torn = beside.filter(path -> path.getFileName().toString().startsWith(file.getFileName() + ".torn-"))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            return torn == null ? 0 : Files.size(torn);
        }
    }
}
