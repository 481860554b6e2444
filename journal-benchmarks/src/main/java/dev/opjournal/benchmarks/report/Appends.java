package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.append.AppendPhase;
import dev.opjournal.benchmarks.append.Callers;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.store.StoreKind;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What was measured of appends: medians over the rounds. */
final class Appends {
    private final Results results;

    Appends(Results results) {
        this.results = results;
    }

    OptionalDouble median(StoreKind kind, Callers callers, String metric) {
        return results.median(AppendPhase.NAME, kind.id(), callers.id(), metric);
    }

    OptionalDouble perSecond(StoreKind kind, Callers callers) {
        return median(kind, callers, AppendPhase.PER_SECOND);
    }

    OptionalDouble overReference(StoreKind kind, Callers callers) {
        return Figures.ratio(perSecond(kind, callers), perSecond(StoreKind.REFERENCE, callers));
    }

    OptionalDouble overBestPeer(Callers callers) {
        OptionalDouble best = Stream.of(StoreKind.values())
                .filter(kind -> kind.part() == StoreKind.Part.PEER)
                .flatMap(kind -> perSecond(kind, callers).stream().boxed())
                .mapToDouble(Double::doubleValue)
                .max();
        return Figures.ratio(perSecond(StoreKind.OPJOURNAL, callers), best);
    }
}
