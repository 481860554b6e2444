package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries as lines. Order of the fields, each left out when the entry has none:
 *
 * <pre>{@code
 * op_id  kind  target  params  task  state  idemp_key  parent  step  result  result_dropped  error  at
 * }</pre>
 *
 * <p>In the dialect {@code proxmox} {@code target} is {@code vmid}, a JSON number, and {@code task} is {@code upid}.
 */
final class LineEncoder {
    private static final Pattern VMID = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final Dialect dialect;
    private final byte[] seed;
    private final TimeText time = new TimeText();

    LineEncoder(Dialect dialect, byte[] seed) {
        this.dialect = dialect;
        this.seed = seed;
    }

    /** One that encodes for the file with the given seed. */
    LineEncoder of(byte[] newSeed) {
        return new LineEncoder(dialect, newSeed);
    }

    /** Whether a target can be written as {@code vmid}. */
    static boolean isVmid(String target) {
        return VMID.matcher(target).matches();
    }

    Line encode(JournalEntry entry) {
        return encode(entry, new Line());
    }

    /** Makes the line anew. */
    Line encode(JournalEntry entry, Line made) {
        Bytes line = made.start();
        request(entry, line);
        progress(entry, line);
        outcome(entry, line);
        time.add(entry.at(), line.name("at"));
        return made.ready(seed);
    }

    private void request(JournalEntry entry, Bytes line) {
        line.add('{').name("op_id").string(entry.opId());
        line.name("kind").string(entry.kind());
        target(entry.target(), line);
        if (!entry.params().isEmpty()) {
            line.name("params").add('{');
            entry.params().forEach((name, value) -> param(line, name, value));
            line.add('}');
        }
    }

    private void progress(JournalEntry entry, Bytes line) {
        field(line, dialect == Dialect.PROXMOX ? "upid" : "task", entry.task().orElse(null));
        field(line, "state", entry.state().text());
        field(line, "idemp_key", entry.idempotencyKey().orElse(null));
    }

    private static void outcome(JournalEntry entry, Bytes line) {
        field(line, "parent", entry.parent().orElse(null));
        field(line, "step", entry.step().orElse(null));
        String result = entry.result().orElse(null);
        if (result != null) {
            line.name("result").json(result);
        }
        field(line, "result_dropped", entry.resultDropped().orElse(null));
        field(line, "error", entry.error().orElse(null));
    }

    private static void field(Bytes line, String name, @Nullable String value) {
        if (value != null) {
            line.name(name).string(value);
        }
    }

    /** A line of the journal's own, that reads as an operation which has ended. */
    Line own(String what, Instant at) {
        Line own = new Line();
        Bytes line = own.start();
        line.add('{').name("op_id").string(LineFormat.OWN_ID + what);
        line.name("kind").string(LineFormat.OWN_KIND + what);
        line.name("state").string("succeeded").name("at").string(at.toString());
        return own.ready(seed);
    }

    private void target(String target, Bytes line) {
        if (dialect == Dialect.PROXMOX && isVmid(target)) {
            line.name("vmid").ascii(target);
        } else if (!target.isEmpty()) {
            line.name("target").string(target);
        }
    }

    private static void param(Bytes line, String name, String value) {
        if (line.array()[line.length() - 1] != '{') {
            line.add(',');
        }
        line.string(name).add(':').string(value);
    }
}
