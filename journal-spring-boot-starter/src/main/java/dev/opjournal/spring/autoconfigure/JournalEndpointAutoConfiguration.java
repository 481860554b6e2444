package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.spring.actuate.JournalEndpoint;
import dev.opjournal.spring.actuate.JournalEndpointWebExtension;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/** The {@code journal} endpoint, wherever the application exposes it. */
@AutoConfiguration(after = {JournalAutoConfiguration.class, JournalRecoveryAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean(Journal.class)
@ConditionalOnAvailableEndpoint(JournalEndpoint.class)
@EnableConfigurationProperties(JournalEndpointProperties.class)
@ImportRuntimeHints(JournalEndpointRuntimeHints.class)
public final class JournalEndpointAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    JournalEndpoint journalEndpoint(
            Journal journal,
            ObjectProvider<Recovery> recovery,
            ObjectProvider<SanitizingFunction> sanitizingFunctions,
            JournalEndpointProperties properties) {
        return new JournalEndpoint(
                journal,
                recovery.getIfAvailable(),
                sanitizingFunctions.orderedStream().toList(),
                properties.showValues());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(JournalEndpoint.class)
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    JournalEndpointWebExtension journalEndpointWebExtension(
            JournalEndpoint endpoint, JournalEndpointProperties properties) {
        return new JournalEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
    }
}
