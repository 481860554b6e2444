package dev.opjournal.spring.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kinds as values of a tag. An application has a few; one that makes kinds out of ids would make a time series of each. So
 * the first 100 have their names, and all others are {@value #OTHER}. Thread-safe.
 */
final class Kinds {
    static final int MOST = 100;
    static final String OTHER = "other";

    private final Set<String> named = ConcurrentHashMap.newKeySet();

    String tagOf(String kind) {
        return named.contains(kind) || isAdded(kind) ? kind : OTHER;
    }

    private synchronized boolean isAdded(String kind) {
        return named.contains(kind) || (named.size() < MOST && named.add(kind));
    }
}
