package dev.opjournal.spring.autoconfigure;

import dev.opjournal.recovery.Recovery;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Starts recovery when the application is ready, before every other listener, and holds the application back for the
 * first pass: Spring Boot reports that it takes traffic only when all listeners have returned.
 */
final class RecoveryAtReady implements ApplicationListener<ApplicationReadyEvent>, Ordered {
    private static final Logger log = LoggerFactory.getLogger(RecoveryAtReady.class);

    private final Recovery recovery;
    private final Duration timeout;
    private final ApplicationContext context;

    RecoveryAtReady(Recovery recovery, Duration timeout, ApplicationContext context) {
        this.recovery = recovery;
        this.timeout = timeout;
        this.context = context;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    // An event multicaster with an executor would let the application take traffic during the first pass.
    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        // Contexts hand their events up to their parents: only our own application's counts.
        if (!event.getApplicationContext().equals(context)) {
            return;
        }
        try {
            recover(event.getApplicationContext());
        } catch (RuntimeException failure) {
            log.error("Recovery could not be started; interrupted operations stay in flight.", failure);
        }
    }

    private void recover(ConfigurableApplicationContext application) {
        recovery.start();
        if (!timeout.isZero() && !recovery.awaitFirstPass(timeout) && !application.isClosed()) {
            log.warn(
                    "The first pass of recovery is not over (waited {} at most). The application takes traffic now;"
                            + " what is left is settled in the background: {}",
                    timeout,
                    recovery.report());
        }
    }
}
