package dev.opjournal.spring.metrics;

import dev.opjournal.BatchWritten;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.KeyClaim;
import dev.opjournal.OpState;
import dev.opjournal.RecoveryOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The meters that are fed by what a listener hears. Called by one thread; {@link #close} by any. */
final class JournalMeters implements JournalListener {
    static final String FAILURES = "How often the journal has failed, and how often its disk was full";

    /** What tells timers of operations apart. */
    private record Ended(String kind, OpState outcome) {}

    private final MeterRegistry registry;
    private final Kinds kinds = new Kinds();
    private final Timer append;
    private final Timer sync;
    private final DistributionSummary batchSize;
    private final Counter full;
    private final Map<KeyClaim.Outcome, Counter> claims = new EnumMap<>(KeyClaim.Outcome.class);
    private final Map<RecoveryOutcome.Type, Counter> recovered = new EnumMap<>(RecoveryOutcome.Type.class);

    /** So that nothing is registered behind the close: a listener hears for a while after it was removed. */
    private final ReentrantLock registering = new ReentrantLock();

    /** Guarded by the lock, as the rest. */
    private final Map<Ended, Timer> operations = new HashMap<>();

    private final List<Meter> meters = new ArrayList<>();
    private boolean closed;

    JournalMeters(MeterRegistry registry) {
        this.registry = registry;
        this.append = add(Timer.builder("journal.append")
                .description("From a call that writes entries until they are on the device")
                .register(registry));
        this.sync = add(Timer.builder("journal.sync")
                .description("One write and sync of a batch")
                .register(registry));
        this.batchSize = add(DistributionSummary.builder("journal.batch.size")
                .description("Entries that one write and sync brought to the device")
                .register(registry));
        this.full = add(Counter.builder("journal.failures")
                .description(FAILURES)
                .tag("state", "full")
                .register(registry));
        for (KeyClaim.Outcome outcome : KeyClaim.Outcome.values()) {
            claims.put(outcome, counter("journal.idempotency", "Attempts to begin with an idempotency key", outcome));
        }
        for (RecoveryOutcome.Type type : RecoveryOutcome.Type.values()) {
            recovered.put(type, counter("journal.recovery", "What recovery has come to, each time that it did", type));
        }
    }

    private Counter counter(String name, String description, Enum<?> outcome) {
        return add(Counter.builder(name)
                .description(description)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    private <M extends Meter> M add(M meter) {
        meters.add(meter);
        return meter;
    }

    @Override
    public void entryDurable(JournalEntry entry) {
        // What counts is told by the others.
    }

    @Override
    public void batchWritten(BatchWritten batch) {
        batchSize.record(batch.entries());
        sync.record(batch.writeAndSync());
        batch.appends().forEach(append::record);
    }

    @Override
    public void operationEnded(JournalEntry entry, Instant begunAt) {
        Timer timer = timerOf(new Ended(kinds.tagOf(entry.kind()), entry.state()));
        if (timer != null) {
            Duration took = Duration.between(begunAt, entry.at());
            // A clock that was set back must not lose the operation: a timer takes no negative time.
            timer.record(took.isNegative() ? Duration.ZERO : took);
        }
    }

    private @Nullable Timer timerOf(Ended ended) {
        registering.lock();
        try {
            return closed ? null : operations.computeIfAbsent(ended, this::timer);
        } finally {
            registering.unlock();
        }
    }

    private Timer timer(Ended ended) {
        return add(Timer.builder("journal.operations")
                .description("Operations that have ended, from begin to end")
                .tag("kind", ended.kind())
                .tag("outcome", ended.outcome().text())
                .register(registry));
    }

    @Override
    public void keyClaimed(KeyClaim claim) {
        increment(claims.get(claim.outcome()));
    }

    @Override
    public void recoveryOutcome(RecoveryOutcome outcome) {
        increment(recovered.get(outcome.type()));
    }

    @Override
    public void journalFull() {
        full.increment();
    }

    // There is one for each constant that was known when this was compiled.
    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    /** Takes the meters away. */
    void close() {
        registering.lock();
        try {
            closed = true;
            meters.forEach(registry::remove);
            meters.clear();
        } finally {
            registering.unlock();
        }
    }
}
