package dev.opjournal.benchmarks.report;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.opjournal.benchmarks.append.Callers;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.store.StoreKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Throughput over threads as SVG, on a logarithmic scale: a line for each store, platform threads on the left and virtual ones
 * on the right. Its colours are of middle brightness and it has no background, so that it reads on light and dark pages.
 */
final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int LEFT = 90;
    private static final int RIGHT = 640;
    private static final int TOP = 40;
    private static final int BOTTOM = 410;
    private static final int LABEL_X = 662;
    private static final int LABEL_HEIGHT = 19;
    private static final int LEAST = 1_000;
    private static final int MOST = 1_000_000;
    /** In columns. */
    private static final double GAP = 0.5;

    private static final double MARGIN = 0.4;
    private static final String NEUTRAL = "#808890";
    private static final Map<StoreKind, String> COLOURS = new EnumMap<>(Map.of(
            StoreKind.OPJOURNAL, "#e8590c",
            StoreKind.REFERENCE, NEUTRAL,
            StoreKind.ROCKSDB, "#4c8bf5",
            StoreKind.ARTEMIS, "#a66cd4",
            StoreKind.BOOKKEEPER, "#2ca58d",
            StoreKind.CHRONICLE, "#c99a1f",
            StoreKind.SQLITE, "#c05c8e",
            StoreKind.H2, "#7a9a3a"));

    private final Appends appends;
    private final StringBuilder svg = new StringBuilder();

    private Chart(Results results) {
        this.appends = new Appends(results);
    }

    static String of(Results results) {
        return new Chart(results).draw();
    }

    private record Point(double x, double y) {}

    private record Label(StoreKind kind, Point end) {}

    private String draw() {
        add(format(
                ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\""
                        + " aria-label=\"Durable appends per second over threads\">",
                WIDTH,
                HEIGHT));
        add(format(ROOT, "<text x=\"%d\" y=\"20\" fill=\"%s\">durable appends per second</text>", LEFT, NEUTRAL));
        grid();
        List<Label> labels = new ArrayList<>();
        for (StoreKind kind : StoreKind.values()) {
            if (kind.isShared()) {
                line(kind, false, labels);
                line(kind, true, labels);
            }
        }
        labels(labels);
        add("</svg>");
        return svg.toString();
    }

    private void grid() {
        for (int value = LEAST; value <= MOST; value *= 10) {
            double y = y(value);
            add(format(
                    ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-opacity=\"0.35\"/>",
                    LEFT,
                    RIGHT,
                    y,
                    y,
                    NEUTRAL));
            add(format(
                    ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%,d</text>",
                    LEFT - 8,
                    y + 4,
                    NEUTRAL,
                    value));
        }
        for (Callers callers : Callers.values()) {
            add(format(
                    ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%d</text>",
                    x(callers),
                    BOTTOM + 22,
                    NEUTRAL,
                    callers.threads()));
        }
        group(Callers.ONE, Callers.MANY, "platform threads");
        group(Callers.SIXTY_FOUR_VIRTUAL, Callers.MANY_VIRTUAL, "virtual threads");
    }

    private void group(Callers first, Callers last, String name) {
        add(format(
                ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
                (x(first) + x(last)) / 2,
                BOTTOM + 44,
                NEUTRAL,
                name));
    }

    private void line(StoreKind kind, boolean virtual, List<Label> labels) {
        List<Point> points = new ArrayList<>();
        for (Callers callers : Callers.values()) {
            OptionalDouble value = appends.perSecond(kind, callers);
            if (callers.isVirtual() == virtual && value.isPresent()) {
                points.add(new Point(x(callers), y(value.getAsDouble())));
            }
        }
        if (points.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(format(ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", point.x(), point.y()));
            add(format(
                    ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"%s\"/>",
                    point.x(),
                    point.y(),
                    isOurs(kind) ? "5" : "3.5",
                    colour(kind)));
        }
        add(format(
                ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>",
                path,
                colour(kind),
                isOurs(kind) ? "3.5" : "1.8",
                kind == StoreKind.REFERENCE ? " stroke-dasharray=\"6 4\"" : ""));
        labels.removeIf(label -> label.kind() == kind);
        labels.add(new Label(kind, points.get(points.size() - 1)));
    }

    /** Each beside the end of its line, moved apart where they would cover each other. */
    private void labels(List<Label> labels) {
        labels.sort(Comparator.comparingDouble(label -> label.end().y()));
        double next = TOP;
        double room = BOTTOM - LABEL_HEIGHT * (labels.size() - 1.0);
        for (Label label : labels) {
            double y = Math.min(Math.max(next, label.end().y()), room);
            next = y + LABEL_HEIGHT;
            room += LABEL_HEIGHT;
            add(format(
                    ROOT,
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-opacity=\"0.4\"/>",
                    label.end().x(),
                    label.end().y(),
                    LABEL_X - 4,
                    y,
                    colour(label.kind())));
            add(format(
                    ROOT,
                    "<text x=\"%d\" y=\"%.1f\" fill=\"%s\"%s>%s</text>",
                    LABEL_X,
                    y + 4,
                    colour(label.kind()),
                    isOurs(label.kind()) ? " font-weight=\"bold\"" : "",
                    shortTitle(label.kind())));
        }
    }

    /** Up to the comma: how it is set up stands in the tables. */
    private static String shortTitle(StoreKind kind) {
        return kind == StoreKind.REFERENCE
                ? "lock, write, sync (reference)"
                : kind.title().split(",", -1)[0];
    }

    /** Four platform columns, and behind a gap the virtual ones. */
    private static double x(Callers callers) {
        double column = List.of(Callers.values()).indexOf(callers) + (callers.isVirtual() ? GAP : 0);
        double columns = Callers.values().length - 1 + GAP;
        return LEFT + (RIGHT - LEFT) * (column + MARGIN) / (columns + 2 * MARGIN);
    }

    private static double y(double value) {
        double part = Math.log(Math.max(value, LEAST) / LEAST) / Math.log((double) MOST / LEAST);
        return BOTTOM - (BOTTOM - TOP) * part;
    }

    private static boolean isOurs(StoreKind kind) {
        return kind == StoreKind.OPJOURNAL;
    }

    private static String colour(StoreKind kind) {
        return COLOURS.getOrDefault(kind, NEUTRAL);
    }

    private void add(String line) {
        svg.append(line).append('\n');
    }
}
