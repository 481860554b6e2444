package dev.opjournal.sample.simulator;

import dev.opjournal.sample.Http;
import dev.opjournal.sample.Http.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A simulator whose tasks run until the test ends them. */
public final class TestCluster implements AutoCloseable {
    public static final String TOKEN = SimulatorOptions.DEFAULT_TOKEN;

    static final Duration TASK_TIME = Duration.ofSeconds(3);

    private final MutableClock clock = new MutableClock();
    private final Path stateFile;
    private ProxmoxSimulator simulator;

    public TestCluster(Path stateFile) {
        this.stateFile = stateFile;
        this.simulator = start();
    }

    private ProxmoxSimulator start() {
        return new ProxmoxSimulator(new SimulatorOptions(0, stateFile, "pve1", TOKEN, TASK_TIME), clock);
    }

    public URI url() {
        return simulator.url();
    }

    /** Calls of the Proxmox VE API with the right token. */
    public Http api() {
        return new Http(URI.create(url() + "/api2/json"), "Authorization", "PVEAPIToken=" + TOKEN);
    }

    /** Somebody else's call on a VM, {@code /status/stop} or {@code /config} with a form; its task ends at once. */
    public void change(String vmid, String call, String form) {
        Answer answer = api().post("/nodes/pve1/qemu/" + vmid + call, form);
        if (answer.status() != 200) {
            throw new IllegalStateException("refused: " + answer.raw().body());
        }
        endTasks();
    }

    /** Sets what goes wrong, as JSON. */
    public Answer faults(String json) {
        return control().put("/faults", json);
    }

    /** How often an effect happened to a VM: {@code start}, {@code clone} to the new one, and so on. */
    public int effects(String what, String vmid) {
        return count("/effects", what, vmid);
    }

    /** How often a task was begun: {@code qmstart}, {@code qmclone} of the source, and so on. */
    public int tasks(String type, String vmid) {
        return count("/tasks", type, vmid);
    }

    private int count(String path, String what, String vmid) {
        return control().get(path).json().path(what).path(vmid).asInt(0);
    }

    Http control() {
        return new Http(URI.create(url() + "/simulator"));
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    /** Lets every running task end, also those that wait for another of their VM. */
    public void endTasks() {
        advance(TASK_TIME.multipliedBy(10));
    }

    /** As a simulator that was down meanwhile; it then listens elsewhere. */
    void restart(Duration down) {
        simulator.close();
        advance(down);
        simulator = start();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
