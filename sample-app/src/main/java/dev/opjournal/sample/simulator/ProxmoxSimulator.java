package dev.opjournal.sample.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A simulated Proxmox VE that listens on the loopback interface. It has the VMs 100 to 139, stopped when the state file
 * is new. Tasks go on by the wall clock, also while no simulator runs on the state file.
 */
public final class ProxmoxSimulator implements AutoCloseable {
    private static final int THREADS = 32;

    private final HttpServer server;
    private final ExecutorService threads;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * Starts listening.
     *
     * @throws UncheckedIOException if the port is taken or the state file cannot be read
     * @throws IllegalStateException if the state file is of something else
     */
    public ProxmoxSimulator(SimulatorOptions options) {
        this(options, Clock.systemUTC());
    }

    ProxmoxSimulator(SimulatorOptions options, Clock clock) {
        JsonMapper json = JsonMapper.shared();
        FaultBox faults = new FaultBox();
        Cluster cluster = new Cluster(options, new StateFile(options.stateFile(), json), clock, faults);
        ProxmoxApi api = new ProxmoxApi(options, cluster);
        server = listen(options.port());
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "simulator");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/api2/json", new ApiHandler(api, faults, json, options.token(), closing));
        server.createContext("/simulator", new ControlHandler(cluster, faults, json));
        server.start();
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The simulated Proxmox VE cannot listen on port " + port + ".", e);
        }
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Stops listening. What was begun goes on by the clock, in the state file. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
