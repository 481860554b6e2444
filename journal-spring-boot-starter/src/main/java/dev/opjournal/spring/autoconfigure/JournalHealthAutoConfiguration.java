package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.spring.actuate.JournalHealthIndicator;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;

/** The {@code journal} contributor to the application's health. */
@AutoConfiguration(
        after = {JournalAutoConfiguration.class, JournalRecoveryAutoConfiguration.class},
        before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean(Journal.class)
@ConditionalOnEnabledHealthIndicator("journal")
@EnableConfigurationProperties(JournalHealthProperties.class)
public final class JournalHealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = {"journalHealthIndicator", "journalHealthContributor"})
    JournalHealthIndicator journalHealthContributor(
            Journal journal,
            ObjectProvider<Recovery> recovery,
            ObjectProvider<Clock> clocks,
            JournalHealthProperties properties) {
        String stuckStatus = properties.stuckStatusCode();
        return new JournalHealthIndicator(
                journal,
                recovery.getIfAvailable(),
                clocks.getIfUnique(Clock::systemUTC),
                properties.stuckAfter(),
                stuckStatus == null ? null : new Status(stuckStatus));
    }
}
