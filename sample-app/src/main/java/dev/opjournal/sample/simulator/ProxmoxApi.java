package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of {@code /api2/json} that the sample uses, with the answers of the real one. */
final class ProxmoxApi {
    private static final String FATE = "start failed: simulated fault";
    private static final Set<String> ALWAYS_THERE = Set.of("pve1", "pve2", "pve3");

    private final SimulatorOptions options;
    private final Cluster cluster;

    ProxmoxApi(SimulatorOptions options, Cluster cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    /** Whether a request would begin a task. */
    boolean beginsTask(Request request) {
        return request.method().equals("POST");
    }

    /** Carries a request out. */
    Answer answer(Request request, boolean failTask) {
        List<String> path = request.path();
        if (path.size() < 3 || !path.get(0).equals("nodes")) {
            return notImplemented(request);
        }
        String node = path.get(1);
        if (!node.equals(options.node()) && !ALWAYS_THERE.contains(node)) {
            return Answer.error(500, "hostname lookup '" + node + "' failed - Name or service not known");
        }
        return switch (path.get(2)) {
            case "qemu" -> qemu(request, node, path.subList(3, path.size()), failTask);
            case "tasks" -> tasks(request, path.subList(3, path.size()));
            default -> notImplemented(request);
        };
    }

    private Answer qemu(Request request, String node, List<String> path, boolean failTask) {
        if (path.size() < 2) {
            return notImplemented(request);
        }
        String vmid = path.get(0);
        if (!vmid.matches("[1-9][0-9]{2,8}")) {
            return Answer.badParameter("vmid", "invalid format - value does not look like a valid VM ID");
        }
        String fate = failTask ? FATE : null;
        return switch (request.method() + " " + String.join("/", path.subList(1, path.size()))) {
            case "POST status/start" -> begin(Task.START, node, vmid, Map.of(), fate);
            case "POST status/stop" -> begin(Task.STOP, node, vmid, Map.of(), fate);
            case "POST config" -> configure(node, vmid, request.form(), fate);
            case "GET status/current" -> ofVm(node, vmid, vm -> current(vmid, vm));
            case "GET config" -> ofVm(node, vmid, Vm::config);
            default -> notImplemented(request);
        };
    }

    private Answer configure(String node, String vmid, Map<String, String> settings, @Nullable String fate) {
        if (settings.isEmpty()) {
            return Answer.error(500, "no options specified");
        }
        // One check of many, so that there is a refusal to be seen.
        if (settings.getOrDefault("cores", "1").equals("0")) {
            return Answer.badParameter("cores", "value must have a minimum value of 1");
        }
        return begin(Task.CONFIG, node, vmid, settings, fate);
    }

    private Answer begin(String type, String node, String vmid, Map<String, String> settings, @Nullable String fate) {
        return (node.equals(options.node())
                        ? cluster.begin(type, vmid, options.tokenId(), settings, fate)
                        : Optional.<Task>empty())
                .map(task -> Answer.data(task.upid()))
                .orElseGet(() -> noSuchVm(node, vmid));
    }

    private Answer ofVm(String node, String vmid, Function<Vm, Object> what) {
        Vm vm = node.equals(options.node()) ? cluster.now().vms().get(vmid) : null;
        return vm == null ? noSuchVm(node, vmid) : Answer.data(what.apply(vm));
    }

    private static Map<String, Object> current(String vmid, Vm vm) {
        String status = vm.running() ? "running" : "stopped";
        return Map.of("vmid", Integer.valueOf(vmid), "status", status, "qmpstatus", status);
    }

    private Answer tasks(Request request, List<String> path) {
        if (!request.method().equals("GET")) {
            return notImplemented(request);
        }
        if (path.isEmpty()) {
            return Answer.data(list(request.query()));
        }
        if (path.size() == 2 && path.get(1).equals("status")) {
            return cluster.now()
                    .task(path.get(0))
                    .map(task -> Answer.data(status(task)))
                    .orElseGet(() -> Answer.badParameter("upid", "no such task"));
        }
        return notImplemented(request);
    }

    private List<Map<String, Object>> list(Map<String, String> query) {
        String source = query.getOrDefault("source", "archive");
        Stream<Task> wanted = cluster.now().tasks().stream()
                .filter(task -> source.equals("all") || source.equals("active") == task.running())
                .filter(task -> task.vmid().equals(query.getOrDefault("vmid", task.vmid())))
                .filter(task -> task.type().equals(query.getOrDefault("typefilter", task.type())))
                .filter(task -> task.startMillis() / 1000 >= Long.parseLong(query.getOrDefault("since", "0")));
        List<Map<String, Object>> newestFirst =
                new ArrayList<>(wanted.map(ProxmoxApi::listed).toList());
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .limit(Long.parseLong(query.getOrDefault("limit", "50")))
                .toList();
    }

    private static Map<String, Object> listed(Task task) {
        Map<String, Object> row = common(task);
        row.put("status", task.exitStatus() == null ? "RUNNING" : task.exitStatus());
        if (!task.running()) {
            row.put("endtime", task.endMillis() / 1000);
        }
        return row;
    }

    private static Map<String, Object> status(Task task) {
        Map<String, Object> row = common(task);
        row.put("status", task.running() ? "running" : "stopped");
        if (task.exitStatus() != null) {
            row.put("exitstatus", task.exitStatus());
        }
        return row;
    }

    private static Map<String, Object> common(Task task) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("upid", task.upid());
        row.put("node", task.node());
        row.put("pid", task.pid());
        row.put("pstart", task.pstart());
        row.put("starttime", task.startMillis() / 1000);
        row.put("type", task.type());
        row.put("id", task.vmid());
        int bang = task.user().indexOf('!');
        row.put("user", bang < 0 ? task.user() : task.user().substring(0, bang));
        if (bang >= 0) {
            row.put("tokenid", task.user().substring(bang + 1));
        }
        return row;
    }

    private static Answer noSuchVm(String node, String vmid) {
        return Answer.error(
                500, "Configuration file 'nodes/" + node + "/qemu-server/" + vmid + ".conf' does not exist");
    }

    private static Answer notImplemented(Request request) {
        return Answer.error(
                501, "Method '" + request.method() + " /" + String.join("/", request.path()) + "' not implemented");
    }
}
