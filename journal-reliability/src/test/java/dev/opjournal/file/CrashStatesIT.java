package dev.opjournal.file;

import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promise 2: after any crash an entry is there whole or not at all, and every acknowledged one is there. Promise 1: what a reader
 * sees is on the device. Promise 3: a key takes effect once. Promise 4: what a crash leaves is never taken for damage, and a
 * converted original is never lost.
 *
 * <p>At each change that a run makes to the strict disk, the states that a crash could leave there are taken: any part of what is
 * not synced, in sectors of 512 bytes and in any order, and any of the names. Each is opened, held against what the callers
 * were told by then, and goes on. If one run has too few states, more runs follow.
 */
@Timeout(7200)
class CrashStatesIT {
    private static final int CALLS = 200;
    private static final int COMPACTIONS = 3;

    private final long seed = Seed.draw();

    @Test
    void whateverACrashLeavesOpensWithAllThatWasAcknowledged() throws Exception {
        long changes = 0;
        long distinct = 0;
        int runs = 0;
        while (distinct < Scale.of(500, 100_000)) {
            CrashTrace trace = new CrashTrace(seed + runs++);
            StateHunt hunt = trace.hunt(Scale.of(10, 1000), trace::look);
            trace.run(hunt, CALLS, COMPACTIONS);
            changes += hunt.changes();
            distinct += hunt.distinct();
        }
        Figures.of(CrashStatesIT.class, "states")
                .with("runs", runs)
                .with("changes of the disk", changes)
                .with("distinct states", distinct)
                .with("violations", 0)
                .report();
    }

    @Test
    void aSecondCrashInsideTheRecoveryLosesNothingEither() throws Exception {
        AtomicLong cutOff = new AtomicLong();
        long distinct = 0;
        int runs = 0;
        while (distinct < Scale.of(500, 10_000)) {
            CrashTrace trace = new CrashTrace(seed + runs++);
            StateHunt again = trace.hunt(Scale.of(3, 8), trace::look);
            StateHunt hunt = trace.hunt(2, (left, ticket) -> {
                cutOff.incrementAndGet();
                again.follow(left, () -> ticket, Runnable::run);
                trace.open(left).close();
                again.assertNothingFound();
            });
            trace.run(hunt, Scale.of(CALLS / 10, CALLS), COMPACTIONS);
            distinct += again.distinct();
        }
        Figures.of(CrashStatesIT.class, "second crash")
                .with("openings that were cut off", cutOff)
                .with("distinct states", distinct)
                .with("violations", 0)
                .report();
    }

    @Test
    void aGoDaemonsFileIsThereWholeWhereverItsConversionIsCutOff() throws Exception {
        CrashTrace trace = new CrashTrace(seed);
        GoFile go = GoFile.on(trace.disk(), CrashTrace.PATH);
        StateHunt hunt = trace.hunt(Scale.of(10, 400), (left, ticket) -> {
            go.assertKept(left);
            trace.look(left, lines -> trace.ledger().assertHeldBy(go.without(lines), ticket));
            go.assertKept(left);
        });
        trace.run(hunt, CALLS / 10, 0);
        Figures.of(CrashStatesIT.class, "conversion")
                .with("changes of the disk", hunt.changes())
                .with("distinct states", hunt.distinct())
                .with("violations", 0)
                .report();
    }
}
