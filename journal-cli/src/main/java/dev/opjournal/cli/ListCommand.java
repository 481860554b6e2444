package dev.opjournal.cli;

import dev.opjournal.JournalEntry;
import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "list", description = "Lists the operations in flight, the one begun first at the top.")
final class ListCommand extends FileCommand {
    @Option(names = "--all", description = "Those that have ended too. All are held in memory.")
    private boolean all;

    @Option(names = "--kind", description = "Only operations of this kind.")
    private @Nullable String kind;

    @Option(names = "--target", description = "Only operations on this target.")
    private @Nullable String target;

    @Option(names = "--json", description = "One JSON object a line, with texts in full.")
    private boolean json;

    private final Map<String, OperationView> operations = new LinkedHashMap<>();

    @Override
    int run(JournalFile file) {
        Verification end = file.read((entry, offset, length) -> take(entry));
        List<OperationView> shown =
                operations.values().stream().filter(this::isWanted).toList();
        if (json) {
            shown.forEach(operation -> out().println(json(operation)));
        } else if (shown.isEmpty()) {
            out().println(all ? "no operation" : "no operation in flight");
        } else {
            table(shown);
        }
        return concluded(end);
    }

    private void take(JournalEntry entry) {
        if (entry.isInFlight() || all) {
            OperationView before = operations.get(entry.opId());
            operations.put(entry.opId(), before == null ? OperationView.of(entry) : before.with(entry));
        } else {
            operations.remove(entry.opId());
        }
    }

    private boolean isWanted(OperationView operation) {
        return (kind == null || kind.equals(operation.newest().kind()))
                && (target == null || target.equals(operation.newest().target()));
    }

    private void table(List<OperationView> shown) {
        Table table = new Table("OPERATION", "KIND", "TARGET", "STATE", "TASK", "BEGUN", "NEWEST", "KEY", "RELEASED");
        for (OperationView operation : shown) {
            JournalEntry newest = operation.newest();
            table.row(
                    Text.safe(newest.opId()),
                    Text.brief(newest.kind()),
                    Text.brief(newest.target()),
                    newest.state().text(),
                    Text.brief(newest.task().orElse("")),
                    Text.time(operation.begun()),
                    Text.time(newest.at()),
                    operation.key(),
                    Text.brief(operation.released()));
        }
        table.print(out());
    }

    private static String json(OperationView operation) {
        JournalEntry newest = operation.newest();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("op_id", newest.opId());
        json.put("kind", newest.kind());
        json.put("target", newest.target());
        json.put("state", newest.state().text());
        newest.task().ifPresent(task -> json.put("task", task));
        json.put("begun", operation.begun().toString());
        json.put("newest", newest.at().toString());
        json.put("key", newest.idempotencyKey().isPresent());
        if (newest.isRelease()) {
            json.put("released", operation.released());
        }
        return json.toString();
    }
}
