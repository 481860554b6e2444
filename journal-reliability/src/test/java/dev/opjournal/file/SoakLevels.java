package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.reliability.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** What was measured at the reopenings of a soak, the first left out, in which the virtual machine warms up. */
final class SoakLevels {
    /**
     * One reopening.
     *
     * @param heapWhileClosed bytes that stay after a collection while no journal is open
     * @param heapOfAnOperation bytes that the open journal adds, for each operation that it knows
     * @param bytesOfAnOperation bytes of the file behind a compaction, for each operation that it knows
     * @param fileBytes how large the file was when the load ended
     * @param openFilesWhileClosed before a collection, which would close what was left open
     * @param openFiles while the journal is open and nothing runs
     * @param medianMicros of the appends since the last reopening
     * @param slowMicros that 99 of 100 of these appends did not pass
     */
    record Level(
            long heapWhileClosed,
            long heapOfAnOperation,
            long bytesOfAnOperation,
            long fileBytes,
            int openFilesWhileClosed,
            int openFiles,
            long medianMicros,
            long slowMicros) {}

    private final List<Level> levels = new ArrayList<>();

    void add(Level level) {
        levels.add(level);
    }

    private List<Level> firstThird() {
        return levels.subList(1, 1 + third());
    }

    private List<Level> lastThird() {
        return levels.subList(levels.size() - third(), levels.size());
    }

    private int third() {
        return (levels.size() - 1) / 3;
    }

    private static long median(List<Level> levels, ToLongFunction<Level> of) {
        long[] sorted = levels.stream().mapToLong(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private long before(ToLongFunction<Level> of) {
        return median(firstThird(), of);
    }

    private long after(ToLongFunction<Level> of) {
        return median(lastThird(), of);
    }

    /** What hangs neither on how fast the machine is nor on how much it has written. */
    void assertNothingIsLeftBehind() {
        for (ToIntFunction<Level> openFiles :
                List.<ToIntFunction<Level>>of(Level::openFilesWhileClosed, Level::openFiles)) {
            assertThat(levels.subList(1, levels.size()).stream().mapToInt(openFiles))
                    .as("open files at each reopening")
                    .containsOnly(openFiles.applyAsInt(levels.get(1)));
        }
        assertThat(after(Level::heapWhileClosed))
                .as("heap while the journal is closed, at the end")
                .isLessThan(before(Level::heapWhileClosed) + (8 << 20));
    }

    void assertLevel() {
        assertThat(after(Level::heapOfAnOperation))
                .as("heap of an operation, at the end")
                .isLessThan(before(Level::heapOfAnOperation) * 3 / 2);
        assertThat(after(Level::bytesOfAnOperation))
                .as("bytes of an operation in the file, at the end")
                .isLessThan(before(Level::bytesOfAnOperation) * 11 / 10);
        assertThat(after(Level::medianMicros))
                .as("the median append in microseconds, at the end")
                .isLessThan(before(Level::medianMicros) * 3);
    }

    /** Each from the first third to the last. */
    void addTo(Figures figures) {
        figures.with("reopenings", levels.size());
        figures.with("open files", levels.get(levels.size() - 1).openFiles());
        add(figures, "heap while closed, KiB", level -> level.heapWhileClosed() >> 10);
        add(figures, "heap of an operation, bytes", Level::heapOfAnOperation);
        add(figures, "file of an operation, bytes", Level::bytesOfAnOperation);
        add(figures, "file, KiB", level -> level.fileBytes() >> 10);
        add(figures, "median append, µs", Level::medianMicros);
        add(figures, "append of 99 of 100, µs", Level::slowMicros);
    }

    private void add(Figures figures, String name, ToLongFunction<Level> of) {
        figures.with(name, before(of) + " to " + after(of));
    }
}
