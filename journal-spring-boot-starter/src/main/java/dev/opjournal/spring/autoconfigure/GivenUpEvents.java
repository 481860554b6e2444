package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.RecoveryOutcome;
import dev.opjournal.spring.JournalOperationGivenUpEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes each operation that recovery gives up, in a thread of its own: the journal's listener behind it is never slow, and
 * so misses nothing, however long the listeners of the application take.
 */
final class GivenUpEvents implements SmartInitializingSingleton, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GivenUpEvents.class);

    private final Journal journal;
    private final ConfigurableApplicationContext context;
    /** No bean: those are added by themselves, and whatever journal they are added to must take them. */
    private final JournalListener listener = new GivenUp();
    /** Its thread is there only while there is something to publish. What comes after the close is dropped. */
    private final ThreadPoolExecutor publisher = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread, new DiscardPolicy());

    GivenUpEvents(Journal journal, ConfigurableApplicationContext context) {
        this.journal = journal;
        this.context = context;
        publisher.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "opjournal-given-up");
        thread.setDaemon(true);
        // The one of the application, whatever the thread has that makes this one.
        thread.setContextClassLoader(context.getClassLoader());
        return thread;
    }

    // Before recovery starts, which it does when the application is ready.
    @Override
    public void afterSingletonsInstantiated() {
        try {
            journal.addListener(listener);
        } catch (RuntimeException deaf) {
            log.warn("The journal takes no listener: no event tells of operations that recovery gives up", deaf);
        }
    }

    @Override
    public void close() {
        try {
            journal.removeListener(listener);
        } catch (RuntimeException deaf) {
            log.debug("The listener of the journal was not removed", deaf);
        }
        publisher.shutdown();
    }

    private void publish(RecoveryOutcome outcome) {
        if (!context.isActive()) {
            return;
        }
        try {
            context.publishEvent(new JournalOperationGivenUpEvent(
                    outcome.opId(), outcome.kind(), outcome.target(), outcome.reason()));
        } catch (RuntimeException failure) {
            log.error(
                    "A listener to the giving up of operation {} failed; the application goes on",
                    outcome.opId(),
                    failure);
        }
    }

    private final class GivenUp implements JournalListener {
        @Override
        public void entryDurable(JournalEntry entry) {
            // What recovery comes to is told apart from entries.
        }

        @Override
        public void recoveryOutcome(RecoveryOutcome outcome) {
            if (outcome.type() == RecoveryOutcome.Type.GIVEN_UP) {
                publisher.execute(() -> publish(outcome));
            }
        }
    }
}
