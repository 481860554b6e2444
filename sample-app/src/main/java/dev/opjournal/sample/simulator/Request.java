package dev.opjournal.sample.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came in, decoded.
 *
 * @param path the segments below the context
 * @param query the parameters behind the question mark
 */
record Request(String method, List<String> path, Map<String, String> query, String body) {
    private static final int MAX_BODY = 512 * 1024;

    static Request read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("the body is larger than " + MAX_BODY + " bytes");
        }
        return new Request(
                exchange.getRequestMethod(),
                segments(exchange),
                pairs(exchange.getRequestURI().getRawQuery()),
                new String(body, StandardCharsets.UTF_8));
    }

    /** The body read as a form. */
    Map<String, String> form() {
        return pairs(body);
    }

    private static List<String> segments(HttpExchange exchange) {
        String below = exchange.getRequestURI()
                .getRawPath()
                .substring(exchange.getHttpContext().getPath().length());
        List<String> segments = new ArrayList<>();
        for (String segment : below.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(decode(segment.replace("+", "%2B")));
            }
        }
        return segments;
    }

    private static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    pairs.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return pairs;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
