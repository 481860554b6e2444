package dev.opjournal.reliability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * What {@link SharedJournal} must answer, as if one call came after the other: the rules of keys and transitions, in maps.
 * It knows no disk, so that it never gives the answer for an entry that was read before it was durable.
 */
public class SequentialJournal {
    private static final class Op {
        final String key;
        final int target;
        final List<String> states = new ArrayList<>();
        boolean held;

        Op(String key, int target, boolean held) {
            this.key = key;
            this.target = target;
            this.held = held;
            states.add("started");
        }

        String state() {
            return states.get(states.size() - 1);
        }

        boolean inFlight() {
            return state().equals("started") || state().equals("task_running");
        }
    }

    private final Map<String, Op> ops = new LinkedHashMap<>();
    private final Map<String, String> applied = new HashMap<>();
    private int number;

    public SequentialJournal() {
        ops.put(SharedJournal.HELD, new Op("", 1, true));
    }

    @Operation
    public String begin(int op, int key, int target) {
        String opId = SharedJournal.opId(op);
        String holder = holderOf(SharedJournal.key(key));
        if (holder != null && ops.get(holder).target != target) {
            return "conflict with " + holder;
        }
        if (holder != null) {
            return (ops.get(holder).inFlight() ? "in flight as " : "applied as ") + holder;
        }
        if (ops.containsKey(opId)) {
            return "illegal: " + ops.get(opId).state();
        }
        ops.put(opId, new Op(SharedJournal.key(key), target, false));
        return written();
    }

    private String holderOf(String key) {
        for (Map.Entry<String, Op> op : ops.entrySet()) {
            if (op.getValue().key.equals(key) && op.getValue().inFlight()) {
                return op.getKey();
            }
        }
        return applied.get(key);
    }

    @Operation
    public String append(int op, int to) {
        return move(SharedJournal.opId(op), SharedJournal.step(to), false);
    }

    @Operation
    public String record(int to) {
        return move(SharedJournal.HELD, SharedJournal.step(to), true);
    }

    @Operation
    public String appendToHeld(int to) {
        return move(SharedJournal.HELD, SharedJournal.step(to), false);
    }

    private String move(String opId, SharedJournal.Step step, boolean byHandle) {
        Op op = ops.get(opId);
        if (op == null) {
            return "unknown";
        }
        if (!op.inFlight()) {
            return "illegal: " + op.state();
        }
        if (byHandle && !op.held) {
            return "illegal: " + op.state();
        }
        op.held &= step == SharedJournal.Step.RUN;
        op.states.add(stateAfter(op.state(), step, byHandle));
        if (step == SharedJournal.Step.SUCCEED && !op.key.isEmpty()) {
            applied.put(op.key, opId);
        }
        String written = written();
        return byHandle ? "recorded" : written;
    }

    private static String stateAfter(String before, SharedJournal.Step step, boolean byHandle) {
        return switch (step) {
            case RUN -> "task_running";
            case SUCCEED -> "succeeded";
            case FAIL -> "failed";
            case RELEASE -> byHandle ? before : "task_running";
        };
    }

    private String written() {
        number++;
        return "record " + number;
    }

    @Operation
    public String latest(int op) {
        Op known = ops.get(SharedJournal.opId(op));
        return known == null ? "none" : known.state();
    }

    @Operation
    public String history(int op) {
        Op known = ops.get(SharedJournal.opId(op));
        return known == null ? "[]" : known.states.toString();
    }

    @Operation
    public boolean alreadyApplied(int key) {
        return applied.containsKey(SharedJournal.key(key));
    }

    @Operation
    public String inFlight() {
        List<String> ids = new ArrayList<>();
        ops.forEach((id, op) -> {
            if (op.inFlight()) {
                ids.add(id + " " + op.state());
            }
        });
        return ids.toString();
    }

    @Operation
    public String status() {
        Map<String, Integer> counts = new TreeMap<>();
        ops.values().forEach(op -> counts.merge(op.state(), 1, Integer::sum));
        return counts + " keys " + applied.size();
    }
}
