package dev.opjournal.sample.proxmox;

import dev.opjournal.sample.simulator.ProxmoxSimulator;
import dev.opjournal.sample.simulator.SimulatorOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Proxmox VE to talk to: the one of the properties, or a simulated one that lives as long as the application. */
final class ProxmoxServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxmoxServer.class);

    private final URI url;
    private final @Nullable ProxmoxSimulator simulator;

    ProxmoxServer(ProxmoxProperties properties) {
        if (properties.url() != null) {
            url = properties.url();
            simulator = null;
        } else {
            ProxmoxProperties.Simulator settings = properties.simulator();
            simulator = new ProxmoxSimulator(new SimulatorOptions(
                    settings.port(),
                    settings.state(),
                    properties.node(),
                    properties.effectiveToken(),
                    settings.taskTime()));
            url = simulator.url();
            log.info(
                    "proxmox.url is not set: simulated Proxmox VE on {}, its state in {}",
                    url,
                    settings.state().toAbsolutePath());
        }
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
