package dev.opjournal.sample.proxmox;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        return begin(null, VM + "/status/start", vmid);
    }

    /** Begins to stop a VM; answers the task's id. */
    public String stop(String vmid) {
        return begin(null, VM + "/status/stop", vmid);
    }

    /** Begins to change a VM's settings, the asynchronous way; answers the task's id. */
    public String configure(String vmid, Map<String, String> settings) {
        String form = settings.entrySet().stream()
                .map(setting -> encode(setting.getKey()) + "=" + encode(setting.getValue()))
                .collect(Collectors.joining("&"));
        return begin(form, VM + "/config", vmid);
    }

    private String begin(@Nullable String form, String path, String vmid) {
        Reply reply = http.call(HttpMethod.POST, form, path, node, vmid);
        if (!reply.ok()) {
            throw reply.unexpected();
        }
        return Upid.parse(reply.data().asString(""))
                .map(Upid::text)
                .orElseThrow(() -> new NoAnswerException(
                        "Proxmox VE answered " + reply.call() + " with HTTP " + reply.status() + " and no task id.",
                        null));
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

    /** Proxmox VE says so with HTTP 500, which without the words could be anything. */
    private static boolean isMissing(Reply reply) {
        return reply.status() == 404
                || (reply.status() == 500 && reply.message().contains("does not exist"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
