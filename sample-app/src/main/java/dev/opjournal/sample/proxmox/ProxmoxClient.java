package dev.opjournal.sample.proxmox;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/**
 * The calls of the Proxmox VE API that the sample makes. Each is made once, never repeated. Thread-safe.
 *
 * <p>Every method throws {@link NotSentException}, {@link RefusedException} or {@link NoAnswerException} when it has no
 * answer to give.
 */
public final class ProxmoxClient {
    private static final String VM = "/nodes/{node}/qemu/{vmid}";

    /** How a task is said to have ended when its log holds no last word. */
    private static final Pattern NO_LAST_WORD = Pattern.compile("unexpected status|unable to .*");

    private static final Pattern WARNINGS = Pattern.compile("WARNINGS: \\d+");

    private final ProxmoxHttp http;
    private final String node;
    private final String user;

    public ProxmoxClient(RestClient.Builder builder, URI url, ProxmoxProperties properties) {
        this.http = new ProxmoxHttp(builder, url, properties);
        this.node = properties.node();
        String token = properties.effectiveToken();
        this.user = token.substring(0, token.indexOf('='));
    }

    /** Begins to start a VM; answers the task's id. */
    public String start(String vmid) {
        return begin(HttpMethod.POST, null, VM + "/status/start", vmid);
    }

    /** Begins to stop a VM; answers the task's id. */
    public String stop(String vmid) {
        return begin(HttpMethod.POST, null, VM + "/status/stop", vmid);
    }

    /** Begins to change a VM's settings, the asynchronous way; answers the task's id. */
    public String configure(String vmid, Map<String, String> settings) {
        return begin(HttpMethod.POST, form(settings), VM + "/config", vmid);
    }

    /**
     * Begins a full clone; answers the task's id. The id names the template and not the clone: ask
     * {@link #cloneStatus} what became of a clone whose task id was lost.
     *
     * @param name a DNS name
     * @param description what {@link #cloneStatus} is to know the clone by, so different for each attempt
     */
    public String clone(String template, String vmid, String name, String description) {
        String form = form(Map.of("newid", vmid, "name", name, "description", description, "full", "1"));
        return begin(HttpMethod.POST, form, VM + "/clone", template);
    }

    /** Begins to remove a stopped VM with its disks, and from backup jobs and the like; answers the task's id. */
    public String destroy(String vmid) {
        return begin(HttpMethod.DELETE, null, VM + "?purge=1&destroy-unreferenced-disks=0", vmid);
    }

    /** Begins to take a snapshot, without the memory; answers the task's id. */
    public String snapshot(String vmid, String name) {
        return begin(HttpMethod.POST, form(Map.of("snapname", name)), VM + "/snapshot", vmid);
    }

    /** Begins to bring a VM back to a snapshot, which leaves it stopped; answers the task's id. */
    public String rollback(String vmid, String name) {
        return begin(HttpMethod.POST, null, VM + "/snapshot/{name}/rollback", vmid, name);
    }

    /** Begins to remove a snapshot; answers the task's id. */
    public String deleteSnapshot(String vmid, String name) {
        return begin(HttpMethod.DELETE, null, VM + "/snapshot/{name}", vmid, name);
    }

    private String begin(HttpMethod method, @Nullable String form, String path, String... variables) {
        Reply reply = http.call(
                method,
                form,
                path,
                Stream.concat(Stream.of(node), Stream.of(variables)).toArray());
        if (!reply.ok()) {
            throw reply.unexpected();
        }
        return Upid.parse(reply.data().asString(""))
                .map(Upid::text)
                .orElseThrow(() -> new NoAnswerException(
                        "Proxmox VE answered " + reply.call() + " with HTTP " + reply.status() + " and no task id.",
                        null));
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Asks what became of a task, on the node that its id names. */
    public TaskStatus taskStatus(String upid) {
        String taskNode = Upid.parse(upid).map(Upid::node).orElse(node);
        Reply reply = http.call(HttpMethod.GET, null, "/nodes/{node}/tasks/{upid}/status", taskNode, upid);
        if (!reply.ok()) {
            if (reply.status() == 404 || reply.message().contains("no such task")) {
                return new TaskStatus.Lost("Proxmox VE knows no task " + upid);
            }
            throw reply.unexpected();
        }
        String status = reply.data().path("status").asString("");
        if (status.equals("running")) {
            return new TaskStatus.Running();
        }
        JsonNode exit = reply.data().path("exitstatus");
        if (!status.equals("stopped")) {
            throw reply.unexpected();
        }
        return ended(exit.asString(""));
    }

    private static TaskStatus ended(String exitStatus) {
        if (exitStatus.equals("OK") || WARNINGS.matcher(exitStatus).matches()) {
            return new TaskStatus.Succeeded();
        }
        if (exitStatus.isEmpty() || NO_LAST_WORD.matcher(exitStatus).matches()) {
            return new TaskStatus.Lost("the task left no last word (" + exitStatus + ")");
        }
        return new TaskStatus.Failed(exitStatus);
    }

    /** The newest task of a type that this client's token has running on a VM. */
    public Optional<Upid> runningTask(String vmid, String type) {
        Reply reply = http.call(
                HttpMethod.GET,
                null,
                "/nodes/{node}/tasks?vmid={vmid}&typefilter={type}&source=active&limit=500",
                node,
                vmid,
                type);
        if (!reply.ok() || !reply.data().isArray()) {
            throw reply.unexpected();
        }
        List<Upid> tasks = new ArrayList<>();
        for (JsonNode row : reply.data()) {
            // Some versions list tasks here that have just ended.
            if (!row.has("endtime")) {
                Upid.parse(row.path("upid").asString("")).ifPresent(tasks::add);
            }
        }
        return tasks.stream()
                .filter(task -> task.id().equals(vmid)
                        && task.type().equals(type)
                        && task.user().equals(user))
                .findFirst();
    }

    /** Whether a VM runs. */
    public VmStatus vmStatus(String vmid) {
        Reply reply = http.call(HttpMethod.GET, null, VM + "/status/current", node, vmid);
        if (isMissing(reply)) {
            return VmStatus.MISSING;
        }
        return switch (reply.ok() ? reply.data().path("status").asString("") : "") {
            case "running" -> VmStatus.RUNNING;
            case "stopped" -> VmStatus.STOPPED;
            default -> throw reply.unexpected();
        };
    }

    /** A VM's settings, as texts; empty if the node has no such VM. */
    public Optional<Map<String, String>> config(String vmid) {
        Reply reply = http.call(HttpMethod.GET, null, VM + "/config", node, vmid);
        if (isMissing(reply)) {
            return Optional.empty();
        }
        if (!reply.ok() || !reply.data().isObject()) {
            throw reply.unexpected();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        reply.data()
                .properties()
                .forEach(setting ->
                        settings.put(setting.getKey(), setting.getValue().asString("")));
        return Optional.of(settings);
    }

    /** The names of a VM's complete snapshots; empty if the node has no such VM. */
    public Optional<Set<String>> snapshots(String vmid) {
        Reply reply = http.call(HttpMethod.GET, null, VM + "/snapshot", node, vmid);
        if (isMissing(reply)) {
            return Optional.empty();
        }
        if (!reply.ok() || !reply.data().isArray()) {
            throw reply.unexpected();
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode row : reply.data()) {
            String name = row.path("name").asString("");
            // The last row is the VM as it is now; one with a state is being made or removed.
            if (!name.isEmpty() && !name.equals("current") && !row.has("snapstate")) {
                names.add(name);
            }
        }
        return Optional.of(names);
    }

    /**
     * Asks what became of a clone of which no task id is known.
     *
     * <p>A running clone shows neither its name nor its description, and its task names only the template. So as long as
     * this token has any clone of the template running, a missing or locked VM may become the one asked for.
     */
    public CloneStatus cloneStatus(String template, String vmid, String description) {
        // In this order: a clone that ends between the two questions is seen by the second.
        boolean mayRun = runningTask(template, "qmclone").isPresent();
        Optional<Map<String, String>> config = config(vmid);
        if (config.isEmpty()) {
            return mayRun ? CloneStatus.RUNNING : CloneStatus.MISSING;
        }
        if ("clone".equals(config.get().get("lock"))) {
            return CloneStatus.RUNNING;
        }
        boolean same = description
                .strip()
                .equals(config.get().getOrDefault("description", "").strip());
        return same ? CloneStatus.DONE : CloneStatus.OTHER;
    }

    /** Proxmox VE says so with HTTP 500, which without the words could be anything. */
    private static boolean isMissing(Reply reply) {
        return reply.status() == 404
                || (reply.status() == 500 && reply.message().contains("does not exist"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
