package dev.opjournal.benchmarks.append;

import dev.opjournal.benchmarks.store.StoreKind;

/** How many threads append, and of which sort. */
public enum Callers {
    ONE("1", 1, false),
    EIGHT("8", 8, false),
    SIXTY_FOUR("64", 64, false),
    MANY("256", 256, false),
    SIXTY_FOUR_VIRTUAL("64v", 64, true),
    MANY_VIRTUAL("256v", 256, true);

    private final String id;
    private final int threads;
    private final boolean isVirtual;

    Callers(String id, int threads, boolean isVirtual) {
        this.id = id;
        this.threads = threads;
        this.isVirtual = isVirtual;
    }

    /** What results call it. */
    public String id() {
        return id;
    }

    public int threads() {
        return threads;
    }

    public boolean isVirtual() {
        return isVirtual;
    }

    /** What tables call it. */
    public String title() {
        if (isVirtual) {
            return threads + " virtual";
        }
        return threads == 1 ? "1 thread" : String.valueOf(threads);
    }

    boolean takes(StoreKind kind) {
        return kind.isShared() || threads == 1;
    }
}
