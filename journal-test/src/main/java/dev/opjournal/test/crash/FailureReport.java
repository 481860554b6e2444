package dev.opjournal.test.crash;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the failure of a schedule looks like to a reader. */
final class FailureReport {
    private final StringBuilder text = new StringBuilder();
    private final Outcome outcome;

    private FailureReport(Outcome outcome) {
        this.outcome = outcome;
    }

    /**
     * A schedule breaks what was promised.
     *
     * @param before how many schedules went well before it
     * @param again what the same schedule came to when it was run once more
     */
    static AssertionError of(Outcome outcome, int before, Outcome again) {
        Violation violation = Objects.requireNonNull(outcome.violation());
        FailureReport report = new FailureReport(outcome);
        report.line(sentence(violation.clause()) + ".");
        if (outcome.schedule().size() == 0) {
            report.line("Nothing has crashed: the application does so in its plain run.");
        } else {
            report.line("This is the shortest schedule that shows it; " + before + " without it went well.");
        }
        report.lives();
        report.journal();
        report.cause(violation.getCause());
        report.stability(again);
        report.replay();
        return new AssertionError(report.text.toString(), violation.getCause());
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }

    /** A run went another way than one with the same beginning. */
    static AssertionError notTheSame(Outcome outcome, String difference) {
        FailureReport report = new FailureReport(outcome);
        report.line("The application does not do the same in each run, so that its crashes cannot be tried: "
                + difference + ".");
        report.line("Have it decide nothing by chance or time, and write in one order where it uses several threads.");
        report.lives();
        report.replay();
        return new AssertionError(report.text.toString());
    }

    static AssertionError notReached(Outcome outcome) {
        FailureReport report = new FailureReport(outcome);
        report.line("The application does not come to the crash "
                + outcome.schedule().endOf(outcome.lives().size() - 1) + " of the schedule " + outcome.schedule()
                + ".");
        report.lives();
        return new AssertionError(report.text.toString());
    }

    private void lives() {
        for (int life = 0; life < outcome.lives().size(); life++) {
            line("");
            line("  life " + (life + 1) + ", " + (life == 0 ? "the application runs" : "the journal is opened again"));
            outcome.lives().get(life).forEach(this::event);
            Crash end = outcome.schedule().endOf(life);
            if (end != null && life + 1 < outcome.lives().size()) {
                line("        CRASH: " + end.inWords());
            }
        }
    }

    private void event(Event event) {
        if (event instanceof Event.Write write) {
            line("    " + padded("w" + write.number())
                    + write.entries().stream().map(Entry::inWords).collect(Collectors.joining(", ")));
        } else if (event instanceof Event.Effect effect) {
            line("    " + padded("e" + effect.number()) + effect.what());
        } else if (event instanceof Event.Note note) {
            line("        " + note.text());
        }
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(1, 4 - name.length()));
    }

    private void journal() {
        line("");
        List<String> operations = outcome.operations();
        line("  in the journal" + (operations.isEmpty() ? ": nothing" : ""));
        operations.forEach(operation -> line("        " + operation));
    }

    private void cause(@Nullable Throwable cause) {
        if (cause != null && cause.getMessage() != null) {
            line("");
            cause.getMessage().strip().lines().forEach(each -> line("  " + each));
        }
    }

    private void stability(Outcome again) {
        if (again.violation() == null || !again.way().equals(outcome.way())) {
            line("");
            line("Run once more, the same schedule went "
                    + again.strayedFrom(outcome)
                            .map(where -> "another way: " + where)
                            .orElse("well")
                    + ". The application does not do the same in each run.");
        }
    }

    private void replay() {
        line("");
        text.append("To run this schedule alone: CrashTest.of(…).replay(\"")
                .append(outcome.schedule())
                .append("\")");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
