package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.append.AppendPhase;
import dev.opjournal.benchmarks.append.Callers;
import dev.opjournal.benchmarks.append.SyncPhase;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.store.StoreKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How fast, how steady, at what cost, and whether each was as durable as the others. */
final class AppendSection {
    private final Results results;
    private final Appends appends;

    AppendSection(Results results) {
        this.results = results;
        this.appends = new Appends(results);
    }

    String text() {
        return """
                ## Appends

                Entries of about 285 bytes, each on the device when the call returns. Opjournal and the reference run whole operations
                with a key (begun, task running, succeeded: three entries); the peers only keep bytes under a number. The reference is
                what one would write by hand: one lock, Jackson databind, a write, a sync, and two maps in memory.

                Appends per second:

                %s
                Over the reference:

                %s
                ### What one append takes

                Half of the appends took at most:

                %s
                All but one in a hundred:

                %s
                All but one in a thousand:

                %s
                ### What one append allocates

                Bytes, over all threads and what the store does in the background:

                %s
                ### Whether an append is on the device

                Syncs are counted below the JVM, by a library that is loaded before libc (`src/main/c/syncs.c`): `fsync`, `fdatasync`,
                `msync` with `MS_SYNC`, and writes to files opened with `O_DSYNC`. An append is covered if a sync that began after the
                append had begun has returned when the append returns. One that is not covered is not durable, however fast.

                %s""".formatted(
                        table(AppendPhase.PER_SECOND, Figures::count),
                        table(appends::overReference, Figures::factor),
                        table(AppendPhase.P50, Figures::micros),
                        table(AppendPhase.P99, Figures::micros),
                        table(AppendPhase.P999, Figures::micros),
                        table(AppendPhase.ALLOCATED, Figures::count),
                        durability());
    }

    private Table table(String metric, Function<OptionalDouble, String> form) {
        return table((kind, callers) -> appends.median(kind, callers, metric), form);
    }

    private static Table table(
            BiFunction<StoreKind, Callers, OptionalDouble> value, Function<OptionalDouble, String> form) {
        List<String> headings = new ArrayList<>(List.of(""));
        for (Callers callers : Callers.values()) {
            headings.add(callers.title());
        }
        Table table = new Table(headings);
        for (StoreKind kind : StoreKind.values()) {
            List<String> cells = new ArrayList<>(List.of(title(kind)));
            for (Callers callers : Callers.values()) {
                cells.add(form.apply(value.apply(kind, callers)));
            }
            table.row(cells);
        }
        return table;
    }

    private Table durability() {
        Table table =
                new Table(List.of("", "1 thread: appends", "syncs", "covered", "64: appends", "syncs", "covered"));
        for (StoreKind kind : StoreKind.values()) {
            List<String> cells = new ArrayList<>(List.of(title(kind)));
            for (Callers callers : SyncPhase.CALLERS) {
                for (String metric : List.of(SyncPhase.APPENDS, SyncPhase.SYNCS, SyncPhase.COVERED)) {
                    cells.add(Figures.exact(results.median(SyncPhase.NAME, kind.id(), callers.id(), metric)));
                }
            }
            table.row(cells);
        }
        return table;
    }

    private static String title(StoreKind kind) {
        return kind.part() == StoreKind.Part.CANDIDATE ? "**" + kind.title() + "**" : kind.title();
    }
}
