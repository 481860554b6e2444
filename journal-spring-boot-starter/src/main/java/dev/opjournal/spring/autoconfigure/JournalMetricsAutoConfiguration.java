package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.spring.metrics.JournalMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** The journal's meters, where the application has a {@link MeterRegistry}. */
@AutoConfiguration(
        after = JournalAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean({Journal.class, MeterRegistry.class})
public final class JournalMetricsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    JournalMetrics journalMetrics(Journal journal, ObjectProvider<Clock> clocks) {
        return new JournalMetrics(journal, clocks.getIfUnique(Clock::systemUTC));
    }

    // Never lazy: what happens before somebody asks for a registry would not be counted.
    @Bean
    @Lazy(false)
    SmartInitializingSingleton journalMetricsFromTheStart(ObjectProvider<MeterRegistry> registries) {
        return () -> registries.stream().forEach(registry -> {});
    }
}
