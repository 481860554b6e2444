package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.JournalLockedException;
import dev.opjournal.OperationSpec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that opens a journal, says how that went, and holds the journal until its input ends. */
final class LockChild {
    static final String HOLDS = "holds ";
    static final String REFUSED = "refused ";

    private LockChild() {}

    /** Takes the path of the journal. Says {@code holds} with the id of an operation it began, or {@code refused} with the holder. */
    public static void main(String[] arguments) throws IOException {
        try (Journal journal = Journals.open(Path.of(arguments[0]))) {
            say(HOLDS + journal.begin(OperationSpec.of("vm.start")).opId());
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (JournalLockedException e) {
            say(REFUSED + e.holder());
        }
    }

    private static void say(String line) throws IOException {
        try (FileOutputStream output = new FileOutputStream(FileDescriptor.out)) {
            output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
