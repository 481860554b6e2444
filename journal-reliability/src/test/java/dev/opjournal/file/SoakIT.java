package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen threads write without a pause, beside compactions and with a short retention, and the journal is closed and opened
 * again at intervals: thirty minutes and every minute, or seconds and a few times in a build.
 *
 * <p>Promise 2: at each reopening everything acknowledged is there, as it was acknowledged, that retention keeps. Promise 3: so
 * are all keys. The check is exact: the clock is stopped and the journal compacted, so that it is known to the entry what must
 * be there, and that nothing else is.
 *
 * <p>And nothing grows. Compared are the medians of the first third of the reopenings, without the very first, and of the last:
 *
 * <ul>
 *   <li>open files, with the journal open and closed: the same number each time
 *   <li>live heap while the journal is closed: less than 8 MiB more; what a closed journal leaves behind would show here
 *   <li>the file: when the load ends it has at most four chunks of space behind its lines
 * </ul>
 *
 * <p>At full scale, where enough is written that chance does not decide:
 *
 * <ul>
 *   <li>live heap that the open journal adds for each operation that it knows: less than half as much again
 *   <li>behind a compaction, the bytes of the file for each operation that is kept: less than a tenth more
 *   <li>the median time of an append: less than three times as long, since other work may run beside
 * </ul>
 */
class SoakIT {
    private static final int THREADS = 16;
    private static final Duration INTERVAL = Duration.ofMillis(Scale.of(1_500, 60_000));
    private static final int REOPENINGS = Scale.of(7, 30);
    private static final Duration KEPT = Duration.ofSeconds(Scale.of(1, 20));
    private static final int CHUNK = 1 << 18;
    private static final long MOST_SPACE = 4 * CHUNK;
    private static final int COMPACTIONS_IN_AN_INTERVAL = 3;
    private static final long SAMPLE_NANOS = 10_000_000;

    /** Of what was dropped a little is remembered, to see that it is dropped. */
    private static final long SECONDS_REMEMBERED_LONGER = 5;

    @TempDir
    Path directory;

    private final SoakClock clock = new SoakClock();
    private final FileJournalOptions options = FileJournalOptions.defaults()
            .withClock(clock)
            .withRetainOperations(KEPT)
            .withRetainKeys(KEPT)
            .withPreallocateBytes(CHUNK)
            .withCompactAtBytes(Scale.of(1 << 19, 1 << 22));

    private final Latencies latencies = new Latencies();
    private final List<SoakWorker> workers = IntStream.range(0, THREADS)
            .mapToObj(worker -> new SoakWorker(worker, latencies))
            .toList();
    private final SoakLevels levels = new SoakLevels();
    private Path path;
    private FileJournal journal;
    private int compactions;
    private long checked;
    private volatile boolean pause;

    @BeforeEach
    void name() {
        path = directory.resolve("ops.journal");
    }

    @AfterEach
    void close() {
        if (journal != null) {
            journal.close();
        }
    }

    @Test
    void underLoadNothingIsLostAndNothingGrows() throws Exception {
        journal = FileJournal.open(path, options);
        for (int i = 0; i < REOPENINGS; i++) {
            load();
            reopen();
        }
        levels.assertNothingIsLeftBehind();
        if (Scale.now() == Scale.FULL) {
            levels.assertLevel();
        }
        assertThat(compactions).isPositive();
        Figures figures = Figures.of(SoakIT.class, "")
                .with("seconds under load", INTERVAL.multipliedBy(REOPENINGS).toSeconds())
                .with("appends", workers.stream().mapToLong(SoakWorker::appends).sum())
                .with("compactions", compactions)
                .with("operations checked", checked)
                .with("lost", 0);
        levels.addTo(figures);
        figures.report();
    }

    private void load() throws Exception {
        pause = false;
        Thread end = new Thread(this::pauseAfterTheInterval);
        end.start();
        SideBySide.run(THREADS, worker -> {
            while (!pause) {
                workers.get(worker).write(journal);
            }
        });
        end.join();
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
    }

    /** Compacts now and then, and counts the compactions that begin by themselves. */
    private void pauseAfterTheInterval() {
        long begun = System.nanoTime();
        long compactAfter = INTERVAL.toNanos() / COMPACTIONS_IN_AN_INTERVAL;
        long before = 0;
        for (long elapsed = 0; elapsed < INTERVAL.toNanos(); elapsed = System.nanoTime() - begun) {
            LockSupport.parkNanos(SAMPLE_NANOS);
            long now = journal.status(0).sizeBytes();
            compactions += now < before ? 1 : 0;
            before = now;
            if (elapsed > compactAfter) {
                before = journal.compact().bytesAfter();
                compactions++;
                compactAfter += INTERVAL.toNanos() / COMPACTIONS_IN_AN_INTERVAL;
            }
        }
        pause = true;
    }

    private void reopen() throws IOException {
        long fileBytes = Files.size(path);
        long lines = journal.status(0).sizeBytes();
        assertThat(fileBytes).isBetween(lines, lines + MOST_SPACE);
        long operations = known();
        long heapWhileOpen = Resources.liveHeap();
        journal.close();
        journal = null; // so that nothing of it is needed
        int openFilesWhileClosed = Resources.openFiles();
        long heapWhileClosed = Resources.liveHeap();

        journal = FileJournal.open(path, options);
        long from = clock.stop().minus(KEPT).getEpochSecond();
        journal.compact();
        check(from);
        long[] micros = latencies.microsOfAndReset(0.5, 0.99);
        levels.add(new SoakLevels.Level(
                heapWhileClosed,
                (heapWhileOpen - heapWhileClosed) / operations,
                journal.status(0).sizeBytes() / known(),
                fileBytes,
                openFilesWhileClosed,
                Resources.openFiles(),
                micros[0],
                micros[1]));
        clock.goOn();
    }

    private long known() {
        return journal.status(0).counts().values().stream()
                .mapToLong(count -> count)
                .sum();
    }

    private void check(long fromSecond) {
        Set<String> inFlight = new TreeSet<>();
        SoakWorker.Kept kept = new SoakWorker.Kept(0, 0);
        for (SoakWorker worker : workers) {
            worker.addInFlight(inFlight);
            kept = kept.plus(worker.check(journal, fromSecond));
            worker.forgetBefore(fromSecond - SECONDS_REMEMBERED_LONGER);
        }
        assertThat(journal.interrupted().stream().map(JournalEntry::opId))
                .containsExactlyInAnyOrderElementsOf(inFlight);
        Map<OpState, Long> counts = journal.status(0).counts();
        assertThat(counts.get(OpState.SUCCEEDED) + counts.get(OpState.FAILED)).isEqualTo(kept.operations());
        assertThat(journal.status(0).appliedKeys()).isEqualTo(kept.keys());
        checked += kept.operations() + inFlight.size();
    }
}
