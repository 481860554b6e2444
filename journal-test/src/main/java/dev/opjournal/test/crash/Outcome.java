package dev.opjournal.test.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a schedule has come to.
 *
 * @param lives what happened in each
 * @param journal what is in the journal in the end
 * @param violation null if all is well
 */
record Outcome(
        Schedule schedule,
        List<List<Event>> lives,
        List<Entry> journal,
        @Nullable Violation violation) {
    /** Whether the last of its crashes came about. */
    boolean isComplete() {
        return lives.size() > schedule.size();
    }

    /** All crashes that the last life may end with, in the order of what happened. */
    List<Crash> nextCrashes() {
        return lives.get(lives.size() - 1).stream()
                .flatMap(event -> Crash.at(event).stream())
                .toList();
    }

    /** The same for two runs that went the same way. */
    List<List<String>> way() {
        return lives.stream().map(Outcome::way).toList();
    }

    private static List<String> way(List<Event> life) {
        return life.stream()
                .map(Event::signature)
                .filter(signature -> !signature.isEmpty())
                .toList();
    }

    /** Where this run went another way than one of which it is to be the beginning; empty if it did not. */
    Optional<String> strayedFrom(Outcome longer) {
        for (int life = 0; life < Math.min(lives.size(), longer.lives.size()); life++) {
            // The last life of the longer one ends with a crash here, all before end as they ended there.
            List<String> here = way(lives.get(life));
            List<String> there = way(longer.lives.get(life));
            List<String> expected =
                    life < schedule.size() ? there.subList(0, Math.min(here.size(), there.size())) : there;
            if (!here.equals(expected)) {
                return Optional.of(difference(life, here, there));
            }
        }
        return Optional.empty();
    }

    private static String difference(int life, List<String> here, List<String> there) {
        int at = 0;
        while (at < here.size() && at < there.size() && here.get(at).equals(there.get(at))) {
            at++;
        }
        return "in life " + (life + 1) + " came " + at(here, at) + " where an earlier run had " + at(there, at);
    }

    private static String at(List<String> way, int at) {
        return at < way.size() ? way.get(at) : "nothing";
    }

    int count(Class<? extends Event> type) {
        return (int) lives.get(0).stream().filter(type::isInstance).count();
    }

    /** The operations of the journal with their states, one a line. */
    List<String> operations() {
        return new ArrayList<>(journal.stream()
                .collect(Collectors.groupingBy(
                        Entry::operation,
                        LinkedHashMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), Outcome::operation)))
                .values());
    }

    private static String operation(List<Entry> entries) {
        Entry last = entries.get(entries.size() - 1);
        return last.operation()
                + entries.stream().map(Entry::stateInWords).collect(Collectors.joining(", ", " ", ""))
                + (last.key().isEmpty() ? "" : " (key " + last.key() + ")");
    }
}
