package dev.opjournal.spring.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is set under {@code management.endpoint.journal}.
 *
 * @param showValues When the values of params, results and errors are shown.
 * @param roles The roles to whom values are shown with "when-authorized". When empty, every authenticated user is
 *     authorized.
 */
@ConfigurationProperties("management.endpoint.journal")
record JournalEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
