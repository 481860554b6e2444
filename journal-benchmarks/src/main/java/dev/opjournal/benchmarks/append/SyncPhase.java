package dev.opjournal.benchmarks.append;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Phase;
import dev.opjournal.benchmarks.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether each store is as durable as it is taken for: its syncs are counted below the JVM. */
public final class SyncPhase implements Phase {
    public static final String NAME = "durability";
    public static final String APPENDS = "appends";
    public static final String SYNCS = "syncs";
    public static final String COVERED = "covered";
    public static final List<Callers> CALLERS = List.of(Callers.ONE, Callers.SIXTY_FOUR);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        if (bench.syncCounter().isEmpty()) {
            bench.note(
                    "SKIPPED: syncs were not counted, since there is no gcc to compile the counter. Nothing shows here that"
                            + " the peers are as durable as the journal.");
            return;
        }
        for (Callers callers : CALLERS) {
            for (StoreKind kind : StoreKind.values()) {
                if (callers.takes(kind)) {
                    check(bench, kind, callers, bench.syncCounter().get());
                }
            }
        }
    }

    private static void check(Bench bench, StoreKind kind, Callers callers, Path library)
            throws IOException, InterruptedException {
        Path directory = bench.directory(kind.id());
        Path counters = directory.resolve("counters");
        SyncCounters.create(counters);
        int appends = Math.max(1, bench.plan().syncAppends() / callers.threads());
        try {
            Map<String, Double> said = new ChildJvm(bench.jvm())
                    .environment("LD_PRELOAD", library.toString())
                    .environment(SyncCounters.VARIABLE, counters.toString())
                    .run(SyncChild.class, directory, kind.name(), directory, counters, callers.threads(), appends);
            said.forEach((metric, value) -> bench.results().add(NAME, kind.id(), callers.id(), metric, value));
            judge(bench, kind, callers, said);
        } catch (ChildFailedException e) {
            bench.fail("Syncs of " + kind.title() + " were not counted: " + e.getMessage());
        } finally {
            bench.delete(directory);
        }
    }

    private static void judge(Bench bench, StoreKind kind, Callers callers, Map<String, Double> said) {
        double appended = said.getOrDefault(APPENDS, 0.0);
        double synced = said.getOrDefault(SYNCS, 0.0);
        double covered = said.getOrDefault(COVERED, 0.0);
        String text = "%s, %s: %,.0f appends, %,.0f syncs, %,.0f covered"
                .formatted(kind.title(), callers.title(), appended, synced, covered);
        bench.say("durability, " + text);
        if (covered < appended || (callers.threads() == 1 && synced < appended)) {
            bench.fail("Not every append was synced: " + text);
        }
    }
}
