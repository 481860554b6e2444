package dev.opjournal.spring.autoconfigure;

import dev.opjournal.recovery.Recovery;
import dev.opjournal.spring.JournalRecoveryCompletedEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Publishes that the first pass of recovery is over. It waits and publishes in a thread of its own: a pass may last longer
 * than the start of the application, and a listener may be slow.
 */
final class RecoveryCompletion implements ApplicationListener<ApplicationReadyEvent>, Ordered {
    private static final Logger log = LoggerFactory.getLogger(RecoveryCompletion.class);

    /** The wait ends by itself when recovery stops. */
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Recovery recovery;
    private final ConfigurableApplicationContext context;

    RecoveryCompletion(Recovery recovery, ConfigurableApplicationContext context) {
        this.recovery = recovery;
        this.context = context;
    }

    /** Behind {@link RecoveryAtReady}, before all others. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    // An executor that is busy, or runs nothing, has no part in this.
    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        // Contexts hand their events up to their parents: only our own application's counts.
        if (event.getApplicationContext().equals(context)) {
            Thread thread = new Thread(this::publishWhenOver, "opjournal-recovery-completed");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void publishWhenOver() {
        try {
            if (recovery.awaitFirstPass(FOR_EVER) && context.isActive()) {
                context.publishEvent(new JournalRecoveryCompletedEvent(recovery.report()));
            }
        } catch (RuntimeException failure) {
            log.error("A listener to the end of recovery's first pass failed; the application goes on", failure);
        }
    }
}
