package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.RecoveryOutcome;
import dev.opjournal.spring.JournalOperationGivenUpEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes each operation that recovery gives up, in the thread of a listener of the journal. It is no listener itself: as a
 * bean it would be added to the journal with those of the application, and stop a start where the journal takes none.
 */
final class GivenUpEvents implements SmartInitializingSingleton, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GivenUpEvents.class);

    private final Journal journal;
    private final ConfigurableApplicationContext context;
    private final JournalListener listener = new GivenUpListener();

    GivenUpEvents(Journal journal, ConfigurableApplicationContext context) {
        this.journal = journal;
        this.context = context;
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
    }

    private final class GivenUpListener implements JournalListener {
        @Override
        public void entryDurable(JournalEntry entry) {
            // What recovery comes to is told apart from entries.
        }

        @Override
        public void recoveryOutcome(RecoveryOutcome outcome) {
            if (outcome.type() == RecoveryOutcome.Type.GIVEN_UP && context.isActive()) {
                context.publishEvent(new JournalOperationGivenUpEvent(
                        outcome.opId(), outcome.kind(), outcome.target(), outcome.reason()));
            }
        }
    }
}
