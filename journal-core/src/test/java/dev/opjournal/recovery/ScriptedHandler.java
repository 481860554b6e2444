package dev.opjournal.recovery;

import dev.opjournal.Operation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler that answers what it was told to, in turn and from then on the last; it remembers what it was asked about. */
final class ScriptedHandler implements RecoveryHandler {
    private final String kind;
    private final List<Recoverer> script;

    /** The id of each operation asked about, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Each thread it was called in. */
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    ScriptedHandler(String kind, Recoverer... script) {
        this.kind = kind;
        this.script = List.of(script);
    }

    static ScriptedHandler answering(String kind, RecoveryDecision... decisions) {
        return new ScriptedHandler(
                kind,
                List.of(decisions).stream()
                        .map(decision -> (Recoverer) operation -> decision)
                        .toArray(Recoverer[]::new));
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public RecoveryDecision recover(Operation operation) throws Exception {
        threads.add(Thread.currentThread());
        int turn;
        synchronized (asked) {
            turn = asked.size();
            asked.add(operation.opId());
        }
        return script.get(Math.min(turn, script.size() - 1)).recover(operation);
    }
}
