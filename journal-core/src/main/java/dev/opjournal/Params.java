package dev.opjournal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Unmodifiable copies of params, in their order. Many entries may be in memory at once, and most have one param or none. */
final class Params {
    private Params() {}

    static Map<String, String> copy(Map<String, String> params) {
        if (params.size() > 1) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(params));
        }
        for (Map.Entry<String, String> only : params.entrySet()) {
            return Collections.singletonMap(only.getKey(), only.getValue());
        }
        return Map.of();
    }

    /** The params with more behind them; one of the same name is replaced. */
    static Map<String, String> with(Map<String, String> params, Map<String, String> more) {
        if (params.isEmpty()) {
            return copy(more);
        }
        Map<String, String> all = new LinkedHashMap<>(params);
        all.putAll(more);
        return Collections.unmodifiableMap(all);
    }
}
