package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.run.Results;
import java.nio.file.Path;

public final class Document {
    private Document() {}

    public static void write(Results results, Path directory) {}
}
