package dev.opjournal.sample.provision;

import dev.opjournal.steps.CrashPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How VMs are provisioned and restored.
 *
 * @param onCrash what becomes of an operation that a crash cut off: {@code resume} or {@code roll-back}
 * @param workers how many operations go on at once; the others wait for them
 * @param stepTimeout how long a worker waits for a step; after that recovery asks about its task, and holds no worker
 */
@ConfigurationProperties("provision")
record ProvisionProperties(
        @DefaultValue("resume") CrashPolicy onCrash,
        @DefaultValue("4") int workers,
        @DefaultValue("10m") Duration stepTimeout) {
    ProvisionProperties {
        if (workers < 1) {
            throw new IllegalArgumentException("provision.workers must be at least 1, but is " + workers + ".");
        }
        if (stepTimeout.isNegative() || stepTimeout.isZero()) {
            throw new IllegalArgumentException("provision.step-timeout must be positive, but is " + stepTimeout + ".");
        }
    }
}
