package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Has the journals closed after the executors are shut down, as if these had been given them: an executor that is told to await
 * termination waits for its tasks when it is destroyed, and they may write to a journal until they end. Spring makes the
 * application's executor before all other beans, and so would destroy it last.
 */
final class ExecutorsBeforeJournals implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;

    ExecutorsBeforeJournals(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String journal : beans.getBeanNamesForType(Journal.class, true, false)) {
            for (String executor : beans.getBeanNamesForType(Executor.class, true, false)) {
                beans.registerDependentBean(journal, executor);
            }
        }
    }
}
