package dev.opjournal.sample.proxmox;

import dev.opjournal.sample.simulator.SimulatorOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Proxmox VE is reached.
 *
 * @param url its address, {@code https://pve1.example.org:8006}; without one the application starts a simulated one
 * @param token {@code USER@REALM!TOKENID=SECRET}; needed with a url
 * @param node the node that has the VMs
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout how long to wait for an answer
 * @param pollInterval the pause before a running task is asked about again
 * @param patience how long a task is asked about without an answer before it is left to recovery
 * @param workers how many calls are made at once
 * @param maxOperations how many operations are under way at once; more are refused
 * @param simulator the simulated Proxmox VE
 */
@ConfigurationProperties("proxmox")
public record ProxmoxProperties(
        @Nullable URI url,
        @Nullable String token,
        @DefaultValue("pve1") String node,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("2m") Duration patience,
        @DefaultValue("8") int workers,
        @DefaultValue("256") int maxOperations,
        @DefaultValue Simulator simulator) {

    public ProxmoxProperties {
        positive("connect-timeout", connectTimeout);
        positive("read-timeout", readTimeout);
        positive("poll-interval", pollInterval);
        positive("patience", patience);
        if (workers < 1 || maxOperations < 1) {
            throw new IllegalArgumentException("proxmox.workers and proxmox.max-operations must be at least 1, but are "
                    + workers + " and " + maxOperations + ".");
        }
        if (url != null && !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("proxmox.url must begin with http:// or https://, but is " + url + ".");
        }
        if (url != null && token == null) {
            throw new IllegalArgumentException("proxmox.url is set to " + url
                    + ", but proxmox.token is not. Set it to USER@REALM!TOKENID=SECRET.");
        }
        if (token != null && !token.matches("[^@\\s]+@[^!\\s]+![^=\\s]+=\\S+")) {
            throw new IllegalArgumentException("proxmox.token must read USER@REALM!TOKENID=SECRET.");
        }
        if (!node.matches("[a-zA-Z0-9][a-zA-Z0-9-]{0,62}")) {
            throw new IllegalArgumentException("proxmox.node must be the name of a node, but is " + node + ".");
        }
    }

    /** The token to call with. */
    String effectiveToken() {
        return token == null ? SimulatorOptions.DEFAULT_TOKEN : token;
    }

    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "Proxmox VE at " + (url == null ? "a simulator" : url) + ", node " + node;
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("proxmox." + name + " must be positive, but is " + value + ".");
        }
    }

    /**
     * The simulated Proxmox VE that is started without a url.
     *
     * @param port where it listens on the loopback interface; 0 takes a free one
     * @param state where it keeps VMs and tasks
     * @param taskTime how long a task takes
     */
    public record Simulator(
            @DefaultValue("0") int port,
            @DefaultValue("data/simulator.json") Path state,
            @DefaultValue("3s") Duration taskTime) {}
}
