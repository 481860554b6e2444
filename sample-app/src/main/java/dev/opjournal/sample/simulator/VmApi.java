package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code /nodes/{node}/qemu/{vmid}}: what begins tasks on VMs, and what tells of them. */
final class VmApi {
    private final SimulatorOptions options;
    private final Cluster cluster;

    VmApi(SimulatorOptions options, Cluster cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    /** Carries a request out. */
    Answer answer(Request request, String node, boolean failTask) {
        Optional<Order> order = Orders.of(request);
        if (order.isPresent()) {
            return Parameters.check(order.get()).orElseGet(() -> begin(order.get(), node, failTask));
        }
        List<String> path = request.path();
        if (path.size() < 5) {
            return Answer.notImplemented(request);
        }
        String vmid = path.get(3);
        if (!Parameters.isVmid(vmid)) {
            return Parameters.noVmid("vmid");
        }
        return switch (request.method() + " " + String.join("/", path.subList(4, path.size()))) {
            case "GET status/current" -> ofVm(node, vmid, vm -> current(vmid, vm));
            case "GET config" -> ofVm(node, vmid, Vm::config);
            case "GET snapshot" -> ofVm(node, vmid, vm -> snapshots(vmid, vm));
            default -> Answer.notImplemented(request);
        };
    }

    private Answer begin(Order order, String node, boolean failTask) {
        if (!node.equals(options.node())) {
            return noSuchVm(node, order.vmid());
        }
        // "qmstart" is a start, and so on.
        String fate = failTask ? order.type().substring(2) + " failed: simulated fault" : null;
        try {
            return Answer.data(cluster.begin(order, options.tokenId(), fate).upid());
        } catch (TaskRefusedException e) {
            return Answer.error(500, String.valueOf(e.getMessage()));
        }
    }

    private Answer ofVm(String node, String vmid, Function<Vm, Object> what) {
        Vm vm = node.equals(options.node()) ? cluster.now().vms().get(vmid) : null;
        return vm == null ? noSuchVm(node, vmid) : Answer.data(what.apply(vm));
    }

    private static Map<String, Object> current(String vmid, Vm vm) {
        String status = vm.running() ? "running" : "stopped";
        Map<String, Object> current = new LinkedHashMap<>();
        current.put("vmid", Integer.valueOf(vmid));
        current.put("status", status);
        current.put("qmpstatus", status);
        if (vm.lock() != null) {
            current.put("lock", vm.lock());
        }
        return current;
    }

    /** A snapshot is listed from the beginning of its task on, marked as not complete, and at last the present. */
    private List<Map<String, Object>> snapshots(String vmid, Vm vm) {
        Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        vm.snapshots().keySet().forEach(name -> rows.put(name, Map.of("name", name, "vmstate", 0)));
        running(vmid, Task.SNAPSHOT)
                .forEach(name -> rows.putIfAbsent(name, Map.of("name", name, "snapstate", "prepare")));
        running(vmid, Task.DELETE_SNAPSHOT)
                .forEach(name ->
                        rows.computeIfPresent(name, (same, row) -> Map.of("name", name, "snapstate", "delete")));
        List<Map<String, Object>> list = new ArrayList<>(rows.values());
        list.add(Map.of("name", "current", "running", vm.running() ? 1 : 0, "description", "You are here!"));
        return list;
    }

    private Stream<String> running(String vmid, String type) {
        return cluster.now().tasks().stream()
                .filter(task -> task.running()
                        && task.vmid().equals(vmid)
                        && task.type().equals(type))
                .map(task -> task.order().snapshot());
    }

    private static Answer noSuchVm(String node, String vmid) {
        return Answer.error(500, Ending.noConfig(node, vmid));
    }
}
