package dev.opjournal.file;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Promise 5: whatever call to the disk fails, the caller gets a typed error or success; after a failed write or sync of an entry
 * nothing is acknowledged any more and health says so; nothing acknowledged is lost, and nothing is left held. The next
 * opening trusts nothing that only the cache has.
 *
 * <p>The n-th call of a run fails, for every n until the run ends before it: once or with all that follow, in each way that a
 * disk fails.
 */
class DiskFaultsIT {
    private static final int SECONDS_TO_HANG = 120;

    private final long seed = Seed.draw();
    private final ExecutorService runner = Executors.newCachedThreadPool();

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.opjournal");

    @BeforeEach
    void sayNothing() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void stop() {
        log.setLevel(null);
        runner.shutdownNow();
    }

    /** What a run begins with. */
    private interface Start {
        FaultedRun make() throws Exception;
    }

    private void failEveryCall(String part, int build, Start start) throws Exception {
        Lines.forget();
        int failures = 0;
        int most = 0;
        for (FaultDisk.Fault fault : FaultDisk.Fault.values()) {
            for (boolean forGood : new boolean[] {false, true}) {
                // What is lost behind a reader's back shows at few calls, and must show in every build.
                int every = fault == FaultDisk.Fault.LOST && !forGood ? 1 : build;
                int calls = failEveryCall(every, start, fault, forGood);
                assertThat(calls).as("%s, for good: %s", fault, forGood).isPositive();
                failures += calls;
                most = Math.max(most, calls);
            }
        }
        Figures.of(DiskFaultsIT.class, part)
                .with("failures", failures)
                .with("in one way", most)
                .with("violations", 0)
                .report();
    }

    /** Every n-th call, beginning anywhere, or one of them if there are fewer; answers how many were failed. */
    private int failEveryCall(int nth, Start start, FaultDisk.Fault fault, boolean forGood) throws Exception {
        int every = nth == 1 ? 1 : Math.min(nth, callsThatCanCome(start, fault));
        int failed = 0;
        for (int call = Math.floorMod(seed, every); ; call += every) {
            FaultedRun run = start.make();
            run.disk().failAt(call, fault, forGood);
            String what = fault + " at call " + call + (forGood ? " and all that follow" : "") + ", seed " + seed;
            try {
                runner.submit(run::live).get(SECONDS_TO_HANG, SECONDS);
                boolean over = !run.disk().hasFailed();
                run.assertAllIsWell(seed);
                if (over) {
                    return failed;
                }
                failed++;
            } catch (Exception | AssertionError e) {
                throw new AssertionError(what + ": " + e, e);
            }
        }
    }

    /** To a fault, in a run of which none fails. */
    private int callsThatCanCome(Start start, FaultDisk.Fault fault) throws Exception {
        FaultedRun run = start.make();
        run.disk().failAt(Integer.MAX_VALUE, fault, false);
        runner.submit(run::live).get(SECONDS_TO_HANG, SECONDS);
        assertThat(run.disk().calls()).as("calls that can come to %s", fault).isPositive();
        return run.disk().calls();
    }

    @Test
    void aJournalsLife() throws Exception {
        failEveryCall("life", Scale.of(10, 1), FaultRun::onAnEmptyDisk);
    }

    @Test
    void aConversion() throws Exception {
        failEveryCall("conversion", Scale.of(20, 1), FaultRun::onAGoDaemonsFile);
    }

    @Test
    void aRecovery() throws Exception {
        failEveryCall("recovery", Scale.of(10, 1), FaultRun::onATornFile);
    }

    @Test
    void aSalvage() throws Exception {
        failEveryCall("salvage", Scale.of(5, 1), SalvageRun::new);
    }
}
