package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /nodes/{node}/tasks}: what is known of tasks. */
final class TaskApi {
    private final Cluster cluster;

    TaskApi(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Answers a request.
     *
     * @param path what stands behind {@code tasks}
     */
    Answer answer(Request request, List<String> path) {
        if (!request.method().equals("GET")) {
            return Answer.notImplemented(request);
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
        return Answer.notImplemented(request);
    }

    private List<Map<String, Object>> list(Map<String, String> query) {
        String source = query.getOrDefault("source", "archive");
        Stream<Task> wanted = cluster.now().tasks().stream()
                .filter(task -> source.equals("all") || source.equals("active") == task.running())
                .filter(task -> task.vmid().equals(query.getOrDefault("vmid", task.vmid())))
                .filter(task -> task.type().equals(query.getOrDefault("typefilter", task.type())))
                .filter(task -> task.startMillis() / 1000 >= Long.parseLong(query.getOrDefault("since", "0")));
        List<Map<String, Object>> newestFirst =
                new ArrayList<>(wanted.map(TaskApi::listed).toList());
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
}
