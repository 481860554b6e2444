package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Journals that take nothing, for what a disk does not do when a test asks for it. */
final class Stopped {
    static final Path PATH = Path.of("/data/ops.journal");

    private Stopped() {}

    /** A journal in the given state, with one operation in flight. Whatever it is asked but its status is refused. */
    static Journal journal(JournalStatus.State state, @Nullable String failure) {
        Instant begunAt = Instant.parse("2026-11-23T20:00:00Z");
        JournalEntry newest =
                JournalEntry.of("op-1", "vm.start", OpState.STARTED).at(begunAt).build();
        JournalStatus.InFlight inFlight = new JournalStatus.InFlight(begunAt, newest);
        JournalStatus status = new JournalStatus(
                PATH, state, failure, 512, Map.of(OpState.STARTED, 1L), 0, List.of(inFlight), List.of());
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "status":
                            return status;
                        case "close":
                            return null;
                        default:
                            throw new JournalFailedException(PATH, String.valueOf(failure), null);
                    }
                });
    }
}
