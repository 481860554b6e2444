package dev.opjournal.file;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal that an application may be writing meanwhile. A batch that is being written looks like a torn one, or
 * like damage. So a tail that is not the end is looked at again, from the same position, until two looks agree:
 *
 * <pre>{@code
 * the position moved              it was under way; look again
 * nobody holds the journal        the table of Tail decides
 * somebody holds it, T1           damage: what is below base is never written to
 * somebody holds it, T3 twice     damage: what was once synced is never written to
 * somebody holds it, else         the last batch may be under way
 * }</pre>
 */
final class OfflineRead {
    /** While an application writes without a pause, the position may move at each look. Each ends where the file ended. */
    private static final int MOST_LOOKS = 5;

    /** Says who holds the journal; null if nobody does. */
    interface Holder {
        @Nullable
        String find() throws IOException;
    }

    /** What one look at the tail found. */
    private record Look(
            LineScan.Position position,
            Tail.Rule rule,
            @Nullable String holder) {
        boolean agreesWith(@Nullable Look before) {
            return before != null
                    && before.position.offset() == position.offset()
                    && before.rule == rule
                    && (before.holder == null) == (holder == null);
        }
    }

    private final DiskFile file;
    private final Header header;
    private final Holder holder;
    private long entries;

    OfflineRead(DiskFile file, Header header, Holder holder) {
        this.file = file;
        this.header = header;
        this.holder = holder;
    }

    Verification run(JournalFile.Visitor visitor) throws IOException {
        LineScan.Position position = LineScan.Position.behind(header);
        Look before = null;
        for (int i = 1; ; i++) {
            DiskFile now = new FileUpTo(file, file.size());
            position = new LineScan(now, header).run(position, (entry, offset, length) -> {
                if (!entry.opId().startsWith(LineFormat.OWN_ID)) {
                    entries++;
                    visitor.entry(entry, offset, length - 1);
                }
            });
            Look look = look(now, position);
            boolean decided = look.rule.verdict() == Tail.Verdict.END || look.agreesWith(before);
            if (decided || i == MOST_LOOKS) {
                return verification(look, decided);
            }
            before = look;
        }
    }

    private Look look(DiskFile now, LineScan.Position position) throws IOException {
        Tail.Rule rule = judge(now, header, position);
        return new Look(position, rule, rule.verdict() == Tail.Verdict.END ? null : holder.find());
    }

    /** A close gives space back, so that the file may end while its tail is read. */
    private static Tail.Rule judge(DiskFile now, Header header, LineScan.Position position) throws IOException {
        while (true) {
            long size = now.size();
            try {
                return new Tail(now, header, position.offset()).judge();
            } catch (IOException e) {
                if (now.size() >= size) {
                    throw e;
                }
            }
        }
    }

    private Verification verification(Look look, boolean decided) throws IOException {
        Verification.Verdict verdict = decided ? verdict(look) : Verification.Verdict.UNDER_WAY;
        boolean named = verdict == Verification.Verdict.TORN || verdict == Verification.Verdict.UNDER_WAY;
        return new Verification(
                verdict,
                entries,
                look.position.offset(),
                look.position.number(),
                file.size(),
                look.rule.name(),
                look.rule.why(),
                named ? operations(look.position) : List.of(),
                look.holder);
    }

    private List<String> operations(LineScan.Position position) throws IOException {
        return List.copyOf(Names.in(file, position.offset(), file.size() - position.offset())
                .operations());
    }

    private static Verification.Verdict verdict(Look look) {
        return switch (look.rule.verdict()) {
            case END -> Verification.Verdict.WHOLE;
            case TORN -> look.holder == null ? Verification.Verdict.TORN : Verification.Verdict.UNDER_WAY;
            case DAMAGE ->
                look.holder == null || look.rule == Tail.Rule.T1 || look.rule == Tail.Rule.T3
                        ? Verification.Verdict.DAMAGED
                        : Verification.Verdict.UNDER_WAY;
        };
    }
}
