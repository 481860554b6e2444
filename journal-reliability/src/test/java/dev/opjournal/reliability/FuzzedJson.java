package dev.opjournal.reliability;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bodies of JSON, or of nearly that: each field holds what it should, or anything else. */
final class FuzzedJson {
    private static final int MOST_CHARACTERS = 300;
    private static final int MOST_REPEATS = 40_000;

    /** Names and values that mean something somewhere. */
    private final List<String> sensible;

    private final FuzzedDataProvider data;

    FuzzedJson(FuzzedDataProvider data, List<String> sensible) {
        this.data = data;
        this.sensible = sensible;
    }

    /** An object with some of the fields, or something that is none. */
    byte[] body(List<String> fields) {
        if (data.consumeInt(0, 15) == 0) {
            return data.consumeBytes(MOST_CHARACTERS);
        }
        List<String> members = new ArrayList<>();
        for (String field : fields) {
            if (data.consumeInt(0, 9) > 0) {
                members.add(quoted(field) + ":" + value(2));
            }
        }
        if (data.consumeInt(0, 7) == 0) {
            members.add(quoted(text()) + ":" + value(2));
        }
        return bytes((data.consumeInt(0, 31) == 0 ? "[" : "") + "{" + String.join(",", members) + "}");
    }

    private String value(int depth) {
        return switch (data.consumeInt(0, 15)) {
            case 0 -> "null";
            case 1 -> String.valueOf(data.consumeBoolean());
            case 2 -> String.valueOf(data.consumeLong());
            case 3 -> data.pickValue(List.of("1e999999999", "-0", "0.1", "1E-400", "9".repeat(2000), "NaN", "007"));
            case 4 -> nested("[", "]");
            case 5 -> nested("{\"a\":", "}");
            case 6 -> depth > 0 ? object(depth) : "{}";
            case 7 -> "\"" + "x".repeat(data.consumeInt(0, MOST_REPEATS)) + "\"";
            case 8 ->
                "\"" + data.pickValue(List.of("\\uD800", "\\uDC00x", "\\u0000", "\\u001B", "\\q", "\u0007")) + "\"";
            default -> quoted(text());
        };
    }

    private String nested(String open, String close) {
        int times = data.consumeInt(1, 3000);
        return open.repeat(times) + "1" + close.repeat(data.consumeBoolean() ? times : 1);
    }

    private String object(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
            members.add(quoted(text()) + ":" + value(depth - 1));
        }
        return "{" + String.join(",", members) + "}";
    }

    /** Mostly one that means something. */
    String text() {
        return data.consumeInt(0, 2) > 0 ? data.pickValue(sensible) : data.consumeString(MOST_CHARACTERS);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static byte[] bytes(String text) {

        return text.getBytes(StandardCharsets.UTF_8);
    }
}
