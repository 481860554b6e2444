package dev.opjournal.sample;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plain HTTP with JSON answers, for tests: what a user with curl would see. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String base;
    private final String[] headers;

    /** Calls to one server, each with the same headers: names and values in turn. */
    public Http(URI base, String... headers) {
        this.base = base.toString();
        this.headers = headers;
    }

    public Answer get(String path, String... more) {
        return send("GET", path, "", more);
    }

    public Answer post(String path, String body, String... more) {
        return send("POST", path, body, more);
    }

    public Answer put(String path, String body, String... more) {
        return send("PUT", path, body, more);
    }

    public Answer delete(String path, String... more) {
        return send("DELETE", path, "", more);
    }

    /** Asks about an operation of the application until it is in the given state. */
    public Answer awaitState(String opId, String state) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> get("/operations/" + opId),
                        answer -> answer.at("state").equals(state));
    }

    private Answer send(String method, String path, String body, String... more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (more.length > 0) {
            request.headers(more);
        }
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new CutOff(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The connection was not made, or cut before the answer. */
    public static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CutOff(IOException cause) {
            super(cause);
        }
    }

    /** What came back. */
    public record Answer(int status, JsonNode json, HttpResponse<String> raw) {
        Answer(HttpResponse<String> raw) {
            this(raw.statusCode(), parse(raw), raw);
        }

        /** The text at a path of field names, {@code a.b}; empty if there is none. */
        public String at(String path) {
            return json.at("/" + path.replace('.', '/')).asString("");
        }

        public Optional<String> header(String name) {
            return raw.headers().firstValue(name);
        }

        private static JsonNode parse(HttpResponse<String> raw) {
            String type = raw.headers().firstValue("Content-Type").orElse("");
            JsonMapper json = JsonMapper.shared();
            return type.contains("json") ? json.readTree(raw.body()) : json.missingNode();
        }
    }
}
