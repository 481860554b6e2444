package dev.opjournal.sample.simulator;

import java.util.List;
import java.util.Set;

/** The part of {@code /api2/json} that the sample uses, with the answers of the real one. */
final class ProxmoxApi {
    private static final Set<String> ALWAYS_THERE = Set.of("pve1", "pve2", "pve3");

    private final SimulatorOptions options;
    private final VmApi vms;
    private final TaskApi tasks;

    ProxmoxApi(SimulatorOptions options, Cluster cluster) {
        this.options = options;
        this.vms = new VmApi(options, cluster);
        this.tasks = new TaskApi(cluster);
    }

    /** Carries a request out. */
    Answer answer(Request request, boolean failTask) {
        List<String> path = request.path();
        if (path.size() < 3 || !path.get(0).equals("nodes")) {
            return Answer.notImplemented(request);
        }
        String node = path.get(1);
        if (!node.equals(options.node()) && !ALWAYS_THERE.contains(node)) {
            return Answer.error(500, "hostname lookup '" + node + "' failed - Name or service not known");
        }
        return switch (path.get(2)) {
            case "qemu" -> vms.answer(request, node, failTask);
            case "tasks" -> tasks.answer(request, path.subList(3, path.size()));
            default -> Answer.notImplemented(request);
        };
    }
}
