package dev.opjournal.reliability;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a fuzzer calls with bytes: they become a request to the running sample, with its simulated Proxmox VE and an endpoint that may
 * write. Every answer is one that the documentation names: never a 5xx but that of too many operations, never JSON that does not
 * parse, and what is refused says why.
 */
public final class HttpFuzz {
    static final String JOURNAL = "operations.journal";
    static final String HEALTHY = "healthy";

    private static final String SIGNER = "fuzz";
    private static final int LOOK_EVERY = 50;
    private static final int TOO_MANY = 503;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<String> SENSIBLE = List.of(
            "101",
            "102",
            "103",
            "100",
            "201",
            "202",
            "999999999",
            "start",
            "stop",
            "set_config",
            "cores",
            "2",
            "onboot",
            "name",
            "web1",
            "tags",
            "settings",
            "snapshot",
            "template",
            "description",
            "before",
            "nonce-1",
            "nonce-2",
            "started",
            "task_running",
            "succeeded",
            "failed",
            "started,failed",
            "vm.start",
            "vm.stop",
            "vm.provision",
            "recover",
            "compact",
            "key-1",
            "key-2",
            "job:nonce-1",
            "it is so",
            "1",
            "0",
            "2099-01-01T00:00:00Z",
            "op-1",
            "");

    private static KeyPair keys;
    private static String base;
    private static long requests;
    /** An operation that the journal knows, so that ids are not only guessed. */
    private static String known = "op-1";

    private final FuzzedDataProvider data;
    private final FuzzedJson json;

    private HttpFuzz(FuzzedDataProvider data) {
        this.data = data;
        this.json = new FuzzedJson(data, SENSIBLE);
    }

    /** Called by the fuzzer once. */
    public static void fuzzerInitialize() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Class<?> sample = Class.forName("dev.opjournal.sample.SampleApplication");
        // It closes with the JVM.
        ConfigurableApplicationContext application = new SpringApplication(sample)
                .run(
                        "--server.port=0",
                        "--logging.level.root=off",
                        "--spring.main.banner-mode=off",
                        "--journal.path=" + Path.of(JOURNAL).toAbsolutePath(),
                        "--management.endpoint.journal.access=unrestricted",
                        "--management.endpoint.journal.show-values=always",
                        "--proxmox.simulator.task-time=5ms",
                        "--proxmox.simulator.state=" + Path.of("simulator.json").toAbsolutePath(),
                        "--proxmox.poll-interval=5ms",
                        "--journal.recovery.recheck-interval=50ms",
                        "--jobs.max-lifetime=1000000h",
                        "--journal.retention.idempotency-keys=1000000h",
                        "--jobs.keys." + SIGNER + "="
                                + Base64.getEncoder()
                                        .encodeToString(keys.getPublic().getEncoded()));
        base = "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
        look();
    }

    /** Called by the fuzzer; what this throws is a finding. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws Exception {
        new HttpFuzz(data).run();
        if (++requests % LOOK_EVERY == 0) {
            look();
        }
    }

    private static void look() throws Exception {
        HttpResponse<String> health = send("GET", "/actuator/health/journal", new byte[0]);
        require(health.statusCode() == 200, health, "the journal is not healthy");
        Files.writeString(Path.of(HEALTHY), String.valueOf(requests));
    }

    private void run() throws Exception {
        String vm = "/vms/" + segment();
        switch (data.consumeInt(0, 13)) {
            case 0 -> service("POST", vm + "/start", new byte[0]);
            case 1 -> service("POST", vm + "/stop", new byte[0]);
            case 2 -> service("PUT", vm + "/config", json.body(List.of("cores", "onboot", "tags")));
            case 3 -> service("POST", vm + "/provision", json.body(List.of("template", "name", "settings")));
            case 4 -> service("POST", vm + "/restore", json.body(List.of("snapshot")));
            case 5, 6 -> job();
            case 7 -> service("GET", "/operations/" + segment(), new byte[0]);
            case 8 -> service("DELETE", "/operations/" + segment(), new byte[0]);
            case 9 -> endpoint("GET", "/actuator/journal" + query(), new byte[0]);
            case 10 -> endpoint("GET", "/actuator/journal/" + segment(), new byte[0]);
            case 11 -> endpoint("POST", "/actuator/journal", json.body(List.of("action")));
            case 12 -> endpoint("POST", "/actuator/journal" + query(), json.body(List.of("opId", "resolve", "reason")));
            default -> endpoint("POST", "/actuator/journal/" + segment(), json.body(List.of("resolve", "reason")));
        }
    }

    private void job() throws Exception {
        byte[] body = data.consumeBoolean()
                ? json.body(List.of("nonce", "expires", "vmid", "action", "settings"))
                : String.format(
                                "{\"nonce\":\"n%d\",\"expires\":\"%s\",\"vmid\":\"%d\",\"action\":\"start\"}",
                                data.consumeInt(), Instant.now().plusSeconds(600), data.consumeInt(100, 139))
                        .getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        String signed = data.consumeInt(0, 7) == 0
                ? header(json.text())
                : Base64.getEncoder().encodeToString(signature.sign());
        String signer = data.consumeInt(0, 7) == 0 ? header(json.text()) : SIGNER;
        served(send("POST", "/jobs", body, "Job-Key", signer, "Job-Signature", signed));
    }

    private void service(String method, String path, byte[] body) throws Exception {
        String key = header(data.consumeBoolean() ? json.text() : "");
        served(key.isEmpty() ? send(method, path, body) : send(method, path, body, "Idempotency-Key", key));
    }

    /** Of the sample: JSON, or a problem detail. */
    private static void served(HttpResponse<String> answer) {
        JsonNode said = common(answer);
        if (said == null) {
            return;
        }
        if (answer.statusCode() < 300) {
            require(said.path("opId").isString(), answer, "no operation");
            known = said.path("opId").asString();
        } else {
            require(type(answer).contains("application/problem+json"), answer, "no problem detail");
            require(said.path("status").asInt(0) == answer.statusCode(), answer, "another status");
            require(said.path("title").isString() && said.path("detail").isString(), answer, "no title and detail");
        }
    }

    private void endpoint(String method, String path, byte[] body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        JsonNode said = common(answer);
        if (said != null && answer.statusCode() != 200) {
            boolean explained =
                    said.path("reason").isString() && said.path("action").isString();
            boolean bySpring = said.path("status").asInt(0) == answer.statusCode();
            require(explained || bySpring, answer, "neither reason and action nor Spring's own");
        }
    }

    /** Of both; null if the server itself refused the path, before anybody saw it. */
    private static JsonNode common(HttpResponse<String> answer) {
        if (answer.statusCode() == 400 && type(answer).startsWith("text/html")) {
            return null;
        }
        try {
            JsonNode said = JsonMapper.shared().readTree(answer.body());
            boolean tooMany = answer.statusCode() == TOO_MANY
                    && said.path("title").asString("").equals("Too many operations");
            require(answer.statusCode() < 500 || tooMany, answer, "a failure of the server");
            return said;
        } catch (JacksonException e) {
            throw new AssertionError(describe(answer) + " is no JSON", e);
        }
    }

    private String segment() {
        String text = data.consumeInt(0, 3) == 0 ? known : json.text();
        return encoded(text.isEmpty() ? "-" : text);
    }

    private String query() {
        List<String> names = List.of("state", "kind", "target", "idempotencyKey", "opId", "limit", "resolve", "reason");
        String query = names.stream()
                .filter(name -> data.consumeInt(0, 3) == 0)
                .map(name -> name + "=" + encoded(json.text()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What may stand in a header at all. */
    private static String header(String text) {
        return text.chars()
                .filter(c -> c >= 0x20 && c < 0x7F)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    private static HttpResponse<String> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static void require(boolean holds, HttpResponse<String> answer, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + describe(answer));
        }
    }

    private static String describe(HttpResponse<String> answer) {
        return answer.request().method() + " " + answer.uri() + " was answered " + answer.statusCode() + " "
                + type(answer) + " " + answer.body();
    }
}
