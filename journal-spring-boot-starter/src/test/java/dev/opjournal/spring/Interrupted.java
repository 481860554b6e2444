package dev.opjournal.spring;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import java.nio.file.Path;

/** Operations that an earlier process left in flight. */
public final class Interrupted {
    private Interrupted() {}

    /** Leaves one operation for each kind, with the kind as its target and {@code KIND-1} as its id. */
    public static void leave(Path journal, String... kinds) {
        try (Journal earlier = FileJournal.open(journal)) {
            for (String kind : kinds) {
                Operation leftInFlight =
                        earlier.begin(OperationSpec.of(kind).opId(kind + "-1").target(kind));
                leftInFlight.taskRunning("task of " + kind);
            }
        }
    }
}
