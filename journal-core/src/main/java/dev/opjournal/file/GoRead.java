package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a Go daemon's file as it is, with the record numbers that a conversion would give. */
final class GoRead {
    /** What the file holds that is no record. */
    private record Piece(long offset, int length) {}

    private final Path path;
    private final DiskFile file;
    private final List<Piece> torn = new ArrayList<>();
    private long entries;

    GoRead(Path path, DiskFile file) {
        this.path = path;
        this.file = file;
    }

    Verification run(JournalFile.Visitor visitor) throws IOException {
        GoJournal.Report report;
        try {
            report = new GoJournal(path, file).read(new GoJournal.Visitor() {
                @Override
                public void record(JournalEntry entry, long offset, int length) {
                    visitor.entry(entry.toBuilder().recordNumber(++entries).build(), offset, length);
                }

                @Override
                public void torn(long offset, int length) {
                    torn.add(new Piece(offset, length));
                }
            });
        } catch (JournalDamagedException damaged) {
            return verification(
                    Verification.Verdict.DAMAGED,
                    damaged.offset(),
                    "this line of the Go daemon cannot be read, and no record begins inside it",
                    List.of());
        }
        if (torn.isEmpty()) {
            return verification(
                    Verification.Verdict.WHOLE, file.size(), "every line of the Go daemon can be read", List.of());
        }
        List<String> named = new ArrayList<>();
        for (Piece piece : torn) {
            named.addAll(Names.in(file, piece.offset(), piece.length()).operations());
        }
        return verification(
                Verification.Verdict.TORN,
                torn.get(0).offset(),
                "crashes of the Go daemon tore a record in " + report.damagedLines() + " lines; "
                        + report.salvagedRecords() + " records that it glued to them are whole",
                named);
    }

    private Verification verification(Verification.Verdict verdict, long end, String why, List<String> named)
            throws IOException {
        return new Verification(verdict, entries, end, entries, file.size(), "", why, named, null);
    }
}
