package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.proxmox.ProxmoxProperties;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** The thread that runs rounds from when the application is ready until it closes; none if nothing is wished. */
final class ReconcileLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    private final Reconciler reconciler;
    private final Duration interval;
    private final Duration longestCall;
    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "reconcile"));

    ReconcileLoop(Reconciler reconciler, ReconcileProperties properties, ProxmoxProperties proxmox) {
        this.reconciler = reconciler;
        this.interval = properties.interval();
        this.longestCall = proxmox.connectTimeout().plus(proxmox.readTimeout());
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (reconciler.hasWishes()) {
            Future<?> unused =
                    executor.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A task that throws would not be run again. */
    private void round() {
        try {
            reconciler.round();
        } catch (Throwable t) {
            log.error("A round broke off; the next one comes in {}.", interval, t);
        }
    }

    /** Ends the round under way where it stands. What it has begun is in the journal. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(longestCall.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The round under way did not end in {}.", longestCall);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
