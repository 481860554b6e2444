package dev.opjournal.test.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through the schedules of a test, from one crash to the next, until one fails. */
final class Exploration {
    private final Player player;
    private final int mostCrashes;
    private final Set<List<List<String>>> ways = new HashSet<>();
    private int schedules;

    Exploration(Player player, int mostCrashes) {
        this.player = player;
        this.mostCrashes = mostCrashes;
    }

    CrashReport run() {
        Outcome whole = play(Schedule.NO_CRASH, null);
        if (whole.nextCrashes().isEmpty()) {
            throw new AssertionError("The application writes nothing to its journal, so that no crash can be tried."
                    + " Have it use the journal that the scenario is given.");
        }
        List<Outcome> parents = List.of(whole);
        for (int crashes = 1; crashes <= mostCrashes; crashes++) {
            List<Outcome> children = new ArrayList<>();
            for (Outcome parent : parents) {
                children.addAll(childrenOf(parent, crashes < mostCrashes));
            }
            parents = children;
        }
        return report(whole);
    }

    /** A tear has the children of the loss. */
    private List<Outcome> childrenOf(Outcome parent, boolean keep) {
        List<Outcome> children = new ArrayList<>();
        for (Crash crash : parent.nextCrashes()) {
            Outcome child = play(parent.schedule().then(crash), parent);
            if (keep && !crash.isTear()) {
                children.add(child);
            }
        }
        return children;
    }

    CrashReport replay(Schedule schedule) {
        Outcome outcome = play(schedule, null);
        if (!outcome.isComplete()) {
            throw FailureReport.notReached(outcome);
        }
        return report(outcome);
    }

    private Outcome play(Schedule schedule, @Nullable Outcome parent) {
        Outcome outcome = player.play(schedule);
        if (parent != null) {
            // First, since what fails may do so because it went another way.
            outcome.strayedFrom(parent).ifPresent(where -> {
                throw FailureReport.notTheSame(outcome, where);
            });
        }
        if (outcome.violation() != null) {
            throw FailureReport.of(outcome, schedules, player.play(schedule));
        }
        if (parent != null && !outcome.isComplete()) {
            throw FailureReport.notTheSame(outcome, "the crash did not come about");
        }
        schedules++;
        ways.add(outcome.way());
        return outcome;
    }

    private CrashReport report(Outcome whole) {
        return new CrashReport(schedules, ways.size(), whole.count(Event.Write.class), whole.count(Event.Effect.class));
    }
}
