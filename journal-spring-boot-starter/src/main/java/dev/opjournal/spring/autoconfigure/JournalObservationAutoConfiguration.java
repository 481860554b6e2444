package dev.opjournal.spring.autoconfigure;

import dev.opjournal.spring.metrics.JournalObservationConvention;
import dev.opjournal.spring.metrics.JournalObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** An observation of each {@code execute}, where the application has an {@link ObservationRegistry}. */
@AutoConfiguration(
        after = JournalExecutionAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean(ObservationRegistry.class)
public final class JournalObservationAutoConfiguration {
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    JournalObservations journalObservations(
            ObjectProvider<ObservationRegistry> registries, ObjectProvider<JournalObservationConvention> conventions) {
        return new JournalObservations(
                () -> registries.getIfUnique(() -> ObservationRegistry.NOOP), conventions::getIfAvailable);
    }
}
