package dev.opjournal.sample.proxmox;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.web.client.RestClient;

/** Clients that soon lose their patience. */
public final class TestClients {
    /** How long a client waits for an answer. */
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    /** How long a task is asked about without an answer. */
    public static final Duration PATIENCE = Duration.ofMillis(300);

    private TestClients() {}

    public static ProxmoxProperties properties(URI url, String token) {
        return new ProxmoxProperties(
                url,
                token,
                "pve1",
                Duration.ofSeconds(1),
                READ_TIMEOUT,
                Duration.ofMillis(20),
                PATIENCE,
                2,
                10,
                new ProxmoxProperties.Simulator(0, Path.of("unused"), Duration.ZERO));
    }

    public static ProxmoxClient client(URI url, String token) {
        return new ProxmoxClient(RestClient.builder(), url, properties(url, token));
    }
}
