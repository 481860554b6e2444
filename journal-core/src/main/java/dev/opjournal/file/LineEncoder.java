package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import java.util.regex.Pattern;

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
        Bytes line = new Bytes(384);
        line.add('{').name("op_id").string(entry.opId());
        line.name("kind").string(entry.kind());
        target(entry.target(), line);
        if (!entry.params().isEmpty()) {
            line.name("params").add('{');
            entry.params().forEach((name, value) -> param(line, name, value));
            line.add('}');
        }
        entry.task()
                .ifPresent(task ->
                        line.name(dialect == Dialect.PROXMOX ? "upid" : "task").string(task));
        line.name("state").string(entry.state().text());
        entry.idempotencyKey().ifPresent(key -> line.name("idemp_key").string(key));
        entry.parent().ifPresent(parent -> line.name("parent").string(parent));
        entry.step().ifPresent(step -> line.name("step").string(step));
        entry.result().ifPresent(result -> line.name("result").json(result));
        entry.resultDropped().ifPresent(why -> line.name("result_dropped").string(why));
        entry.error().ifPresent(error -> line.name("error").string(error));
        line.name("at").string(entry.at().toString());
        return new Line(line.copy(), seed);
    }

    /** A line of the journal's own, that reads as an operation which has ended. */
    Line own(String what, Instant at) {
        Bytes line = new Bytes(128);
        line.add('{').name("op_id").string(LineFormat.OWN_ID + what);
        line.name("kind").string(LineFormat.OWN_KIND + what);
        line.name("state").string("succeeded").name("at").string(at.toString());
        return new Line(line.copy(), seed);
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
