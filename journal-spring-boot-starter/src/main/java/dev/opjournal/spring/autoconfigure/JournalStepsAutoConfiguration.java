package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@link StepRunner} of all {@link Steps} beans, whose operations recovery brings to their end. A {@code StepRunner} bean of the
 * application takes its place.
 */
@AutoConfiguration(after = JournalAutoConfiguration.class, before = JournalRecoveryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean({Journal.class, Steps.class})
public final class JournalStepsAutoConfiguration {
    // Never lazy: two definitions of one name must stop the start.
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    StepRunner journalStepRunner(
            Journal journal, ObjectProvider<Steps> definitions, ObjectProvider<JsonMapper> mapper) {
        return new StepRunner(journal, definitions.orderedStream().toList(), mapper.getIfUnique(JsonMapper::shared));
    }
}
