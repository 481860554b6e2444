package dev.opjournal.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: the first column is text, the others are figures. */
final class Table {
    private final List<String> rows = new ArrayList<>();

    Table(List<String> headings) {
        row(headings);
        rows.add("| --- |" + " ---: |".repeat(headings.size() - 1));
    }

    Table row(List<String> cells) {
        rows.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", rows) + "\n";
    }
}
