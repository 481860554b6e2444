package dev.opjournal.sample.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads a request and writes its answer, for the handlers below. */
abstract class JsonHandler implements HttpHandler {
    private final JsonMapper json;

    JsonHandler(JsonMapper json) {
        this.json = json;
    }

    /** The answer, or nothing to cut the connection. */
    abstract Optional<Answer> answer(Request request, @Nullable String authorization);

    @Override
    public final void handle(HttpExchange exchange) throws IOException {
        // Closing an exchange that was not answered cuts the connection: that is how a call is dropped.
        try (exchange) {
            Optional<Answer> answer = answer(exchange);
            if (answer.isPresent()) {
                byte[] body = json.writeValueAsBytes(answer.get().body());
                exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
                exchange.sendResponseHeaders(answer.get().status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Optional<Answer> answer(HttpExchange exchange) throws IOException {
        try {
            return answer(Request.read(exchange), exchange.getRequestHeaders().getFirst("Authorization"));
        } catch (IllegalArgumentException e) {
            return Optional.of(Answer.error(400, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            return Optional.of(Answer.error(500, e.toString()));
        }
    }
}
