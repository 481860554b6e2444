package dev.opjournal.file;

import dev.opjournal.UnsupportedFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Tells a damaged journal from a file that never was one, for whoever only reads. */
final class FileStart {
    private static final byte[] OWN_START = "{\"op_id\":\"opjournal".getBytes(StandardCharsets.US_ASCII);

    private FileStart() {}

    static FirstLine of(Path path, DiskFile file, Disk disk) throws IOException {
        LineWindow window = LineWindow.atTheStartOf(file);
        if (!window.next()) {
            return empty(path, disk);
        }
        FirstLine line = FirstLine.read(window.bytes(), window.from(), window.to(), window.terminated());
        if (line instanceof FirstLine.Foreign foreign) {
            throw new UnsupportedFormatException(path, foreign.problem(), foreign.action());
        }
        if (line instanceof FirstLine.Damaged && !mayHaveBeenAJournal(window, file)) {
            throw new UnsupportedFormatException(
                    path, "it is no journal: it holds no line of one.", "Give the path of a journal.");
        }
        return line;
    }

    private static FirstLine empty(Path path, Disk disk) throws IOException {
        if (disk.kindOf(JournalPath.lockOf(path)) != Disk.Kind.MISSING) {
            return new FirstLine.Damaged("it is empty, but was opened before (its .lock file lies beside it)");
        }
        throw new UnsupportedFormatException(
                path, "it is empty.", "An application that opens it makes a new journal of it.");
    }

    private static boolean mayHaveBeenAJournal(LineWindow first, DiskFile file) throws IOException {
        byte[] bytes = first.bytes();
        int from = first.from();
        boolean ownStart = Arrays.mismatch(bytes, from, first.to(), OWN_START, 0, OWN_START.length) == OWN_START.length;
        boolean blank = first.to() > from && (bytes[from] == 0 || bytes[from] == ' ');
        return ownStart || blank || holdsASealedLine(file);
    }

    private static boolean holdsASealedLine(DiskFile file) throws IOException {
        LineWindow window = LineWindow.over(file, 0);
        while (window.next()) {
            if (LineFormat.readSeal(window.bytes(), window.from(), window.to()) != null) {
                return true;
            }
        }
        return false;
    }
}
