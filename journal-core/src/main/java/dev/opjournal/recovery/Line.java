package dev.opjournal.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations on one target, one after the other. The head keeps its place until it leaves: what it began outside must
 * be over before another operation touches the target, also if one that was begun earlier joins late. Guarded by the
 * lock of the {@link Docket}.
 */
final class Line {
    private Deque<Case> cases = new ArrayDeque<>();

    void join(Case joining) {
        cases.add(joining);
    }

    void leave(Case leaving) {
        cases.remove(leaving);
    }

    boolean isEmpty() {
        return cases.isEmpty();
    }

    /** Puts those that wait into the order in which their operations were begun. */
    void arrange(Map<String, Integer> beginOrder) {
        List<Case> waiting = new ArrayList<>(cases);
        Deque<Case> arranged = new ArrayDeque<>(cases.size());
        if (!waiting.isEmpty() && waiting.get(0).phase != Case.Phase.WAITING) {
            arranged.add(waiting.remove(0));
        }
        waiting.sort(Comparator.comparing(each -> beginOrder.getOrDefault(each.opId(), Integer.MAX_VALUE)));
        arranged.addAll(waiting);
        cases = arranged;
    }

    /** Gives the head its turn; empty if there is none, or it has had its turn before. */
    Optional<Case> callHead() {
        Case head = cases.peek();
        if (head == null || head.phase != Case.Phase.WAITING) {
            return Optional.empty();
        }
        head.phase = Case.Phase.TURN;
        return Optional.of(head);
    }
}
