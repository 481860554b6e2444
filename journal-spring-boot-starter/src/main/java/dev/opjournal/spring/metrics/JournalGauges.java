package dev.opjournal.spring.metrics;

import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters that are read from the journal's status when somebody asks: they need no listener. */
final class JournalGauges {
    private JournalGauges() {}

    /**
     * Registers them.
     *
     * @param snapshots the registry holds them weakly
     * @param clock the time to which ages are told
     */
    static List<Meter> register(MeterRegistry registry, Snapshots snapshots, Clock clock) {
        List<Meter> meters = new ArrayList<>();
        for (OpState state : OpState.values()) {
            if (!state.isTerminal()) {
                meters.add(Gauge.builder("journal.operations.active", snapshots, now -> now.read(countOf(state)))
                        .description("Operations that have not ended")
                        .tag("state", state.text())
                        .register(registry));
            }
        }
        meters.add(TimeGauge.builder(
                        "journal.operations.oldest.age",
                        snapshots,
                        TimeUnit.SECONDS,
                        now -> now.read(status -> oldestAge(status, clock)))
                .description("Time since the oldest operation in flight was begun; 0 if there is none")
                .register(registry));
        meters.add(Gauge.builder("journal.file.size", snapshots, now -> now.read(JournalStatus::sizeBytes))
                .description("Size of the journal's lines, without the space set aside behind them")
                .baseUnit("bytes")
                .register(registry));
        meters.add(Gauge.builder("journal.keys", snapshots, now -> now.read(JournalStatus::appliedKeys))
                .description("Idempotency keys that have taken effect and are kept")
                .register(registry));
        meters.add(FunctionCounter.builder("journal.failures", snapshots, now -> now.read(JournalGauges::failures))
                .description(JournalMeters.FAILURES)
                .tag("state", "failed")
                .register(registry));
        return meters;
    }

    private static ToDoubleFunction<JournalStatus> countOf(OpState state) {
        return status -> status.counts().getOrDefault(state, 0L);
    }

    // A clock that was set back must not yield a negative age.
    private static double oldestAge(JournalStatus status, Clock clock) {
        if (status.inFlight().isEmpty()) {
            return 0;
        }
        Duration age = Duration.between(status.inFlight().get(0).begunAt(), clock.instant());
        return age.isNegative() ? 0 : age.toNanos() / 1e9;
    }

    /** A journal fails once: it then takes nothing until it is opened anew. */
    private static double failures(JournalStatus status) {
        return status.state() == JournalStatus.State.FAILED ? 1 : 0;
    }
}
