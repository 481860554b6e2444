package dev.opjournal.spring.metrics;

import dev.opjournal.Journal;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a journal, all named {@code journal.…}, with the tags {@code kind}, {@code state} and {@code outcome} alone. What
 * is counted and timed is heard by a {@link dev.opjournal.JournalListener}, so that no call of the journal waits for a
 * registry; the rest is read from {@link Journal#status} when the registry asks. A journal that calls no listeners still
 * has the gauges.
 *
 * <p>The first 100 kinds that end become tags, and all others are {@code other}.
 *
 * <p>Closing it takes the listener and the meters away; it does not close the journal.
 */
public final class JournalMetrics implements MeterBinder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JournalMetrics.class);

    private final Journal journal;
    private final Clock clock;

    private final ReentrantLock binding = new ReentrantLock();

    /** Guarded by the lock. */
    private final IdentityHashMap<MeterRegistry, Bound> bound = new IdentityHashMap<>();

    /** What a registry has. The snapshots stand in it since the registry holds them weakly. */
    private record Bound(JournalMeters heard, Snapshots snapshots, List<Meter> gauges) {}

    /**
     * For a journal.
     *
     * @param clock the journal's, to which the age of an operation is told
     */
    public JournalMetrics(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Registers the meters and begins to listen. Binding to a registry twice does nothing. */
    @Override
    public void bindTo(MeterRegistry registry) {
        binding.lock();
        try {
            if (bound.containsKey(registry)) {
                return;
            }
            Snapshots snapshots = new Snapshots(journal, registry.config().clock());
            JournalMeters heard = new JournalMeters(registry);
            bound.put(registry, new Bound(heard, snapshots, JournalGauges.register(registry, snapshots, clock)));
            journal.addListener(heard);
        } catch (RuntimeException deaf) {
            // Meters must not stop a start. The gauges tell that the journal has failed, if that is why.
            log.warn("The journal takes no listener: its gauges are there, but nothing is counted or timed", deaf);
        } finally {
            binding.unlock();
        }
    }

    @Override
    public void close() {
        binding.lock();
        try {
            bound.forEach(this::unbind);
            bound.clear();
        } finally {
            binding.unlock();
        }
    }

    private void unbind(MeterRegistry registry, Bound unbound) {
        try {
            journal.removeListener(unbound.heard());
        } catch (RuntimeException deaf) {
            log.debug("The listener of the journal's meters was not removed", deaf);
        }
        unbound.heard().close();
        unbound.gauges().forEach(registry::remove);
    }
}
