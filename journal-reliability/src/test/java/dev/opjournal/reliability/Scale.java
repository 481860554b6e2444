package dev.opjournal.reliability;

/** How much of a test runs: a share in every build, all of it with the Maven profile {@code reliability}. */
public enum Scale {
    BUILD,
    FULL;

    private static final Scale NOW = "full".equals(System.getProperty("opjournal.reliability.scale")) ? FULL : BUILD;

    public static Scale now() {
        return NOW;
    }

    /** One of two sizes. */
    public static int of(int build, int full) {
        return NOW == FULL ? full : build;
    }
}
