package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalLockedException;
import dev.opjournal.OperationSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that opens a journal and closes it when it is told to, as often as it is told. Whenever it holds the journal it
 * ends what the holder before left in flight, and leaves an operation in flight itself.
 */
final class LockRaceChild {
    static final String TRY = "try";
    static final String WAIT = "wait";
    static final String CLOSE = "close";

    static final String HOLDS = "holds";
    static final String REFUSED = "refused";
    static final String WAITING = "waiting";
    static final String CLOSED = "closed";

    private static final FileJournalOptions AT_ONCE =
            FileJournalOptions.defaults().withPreallocateBytes(16_384);

    private LockRaceChild() {}

    /** Takes the path of the journal; ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Journal journal = null;
        for (String command; (command = input.readLine()) != null; ) {
            switch (command) {
                case TRY -> journal = open(path, AT_ONCE);
                case WAIT -> {
                    say(WAITING);
                    journal = open(path, AT_ONCE.withLockTimeout(Duration.ofDays(1)));
                }
                case CLOSE -> {
                    journal.close();
                    say(CLOSED);
                }
                default -> throw new IllegalArgumentException(command);
            }
        }
    }

    /** Says the operation that it began, and those that it found. */
    private static Journal open(Path path, FileJournalOptions options) {
        try {
            Journal journal = FileJournal.open(path, options);
            List<String> left =
                    journal.interrupted().stream().map(JournalEntry::opId).toList();
            left.forEach(opId -> journal.takeOver(opId, operation -> operation.failed("its holder is gone")));
            String own = journal.begin(OperationSpec.of("vm.start")).opId();
            say(Stream.concat(Stream.of(HOLDS, own), left.stream()).collect(Collectors.joining(" ")));
            return journal;
        } catch (JournalLockedException e) {
            say(REFUSED + " " + e.holder());
            return null;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
