package dev.opjournal.file;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Threads that begin, go on with and end operations, with keys of their own and keys that they fight for, beside compactions
 * that drop what ended long ago. Each call is in the ledger before it is made.
 */
final class CrashWorkload {
    static final Duration RETAINED = Duration.ofHours(1);

    private static final int THREADS = 4;
    private static final int CONTESTED_KEYS = 6;

    private final FileJournal journal;
    private final Ledger ledger;
    private final SettableClock clock;
    private final long seed;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Queue<Future<?>> compactions = new ConcurrentLinkedQueue<>();

    CrashWorkload(FileJournal journal, Ledger ledger, SettableClock clock, long seed) {
        this.journal = journal;
        this.ledger = ledger;
        this.clock = clock;
        this.seed = seed;
    }

    /** Makes so many calls that write, and some compactions beside them. */
    void run(int calls, int compacted) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        ExecutorService compactor = Executors.newSingleThreadExecutor();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Caller caller = new Caller(i, calls / THREADS, () -> {
                    if (compacted > 0 && acknowledged.incrementAndGet() % (calls / compacted) == 0) {
                        compactions.add(compactor.submit(this::compact));
                    }
                });
                all.add(threads.submit(caller::run));
            }
            for (Future<?> one : all) {
                one.get();
            }
            for (Future<?> one : compactions) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            compactor.shutdownNow();
        }
    }

    private void compact() {
        clock.move(RETAINED.multipliedBy(2));
        ledger.compacts(clock.instant());
        journal.compact();
    }

    /** One thread. */
    private final class Caller {
        private final int name;
        private final int calls;
        private final Runnable whenAcknowledged;
        private final Random random;
        private final List<Open> open = new ArrayList<>();
        private int made;
        private int ids;

        private Caller(int name, int calls, Runnable whenAcknowledged) {
            this.name = name;
            this.calls = calls;
            this.whenAcknowledged = whenAcknowledged;
            this.random = new Random(seed + name);
        }

        private record Open(Operation operation, ObjectNode newest) {}

        private Void run() {
            while (made < calls) {
                int choice = random.nextInt(10);
                if (choice < 5 && !open.isEmpty()) {
                    goOn(open.remove(random.nextInt(open.size())));
                } else if (choice < 7) {
                    appendSeveral();
                } else {
                    begin();
                }
            }
            return null;
        }

        private String nextId() {
            return "op-" + name + "-" + ids++;
        }

        private void begin() {
            boolean contested = random.nextInt(3) == 0;
            String filler = contested ? "same" : "x".repeat(random.nextInt(8) == 0 ? 2500 : random.nextInt(300));
            OperationSpec spec =
                    OperationSpec.of("vm.start").opId(nextId()).target("101").param("filler", filler);
            if (contested) {
                spec = spec.idempotencyKey("contested-" + random.nextInt(CONTESTED_KEYS));
            } else if (random.nextBoolean()) {
                spec = spec.idempotencyKey("key-" + spec.opId().orElseThrow());
            }
            ObjectNode entry = entry(spec.opId().orElseThrow(), spec.target());
            entry.putObject("params").put("filler", filler);
            spec.idempotencyKey().ifPresent(key -> entry.put("idemp_key", key));
            Ledger.Call call = ledger.begins(clock.instant(), List.of(entry));
            try {
                Operation operation = journal.begin(spec);
                acknowledged(call);
                open.add(new Open(operation, entry));
            } catch (AlreadyAppliedException | KeyInFlightException e) {
                ledger.refused(call);
            }
        }

        private void goOn(Open before) {
            ObjectNode next = before.newest().deepCopy();
            boolean isStarted = next.path("state").asString().equals("started");
            int choice = random.nextInt(isStarted ? 4 : 2);
            String opId = next.path("op_id").asString();
            if (choice > 1) {
                next.put("task", "UPID:" + opId).put("state", "task_running");
            } else if (choice == 1) {
                next.put("state", "succeeded").put("result", "result of " + opId);
            } else {
                next.put("state", "failed").put("error", "failure of " + opId);
            }
            Ledger.Call call = ledger.begins(clock.instant(), List.of(next));
            if (choice > 1) {
                before.operation().taskRunning("UPID:" + opId);
                open.add(new Open(before.operation(), next));
            } else if (choice == 1) {
                before.operation().succeeded("result of " + opId);
            } else {
                before.operation().failed("failure of " + opId);
            }
            acknowledged(call);
        }

        private void appendSeveral() {
            List<JournalEntry> drafts = new ArrayList<>();
            List<ObjectNode> entries = new ArrayList<>();
            for (int i = 2 + random.nextInt(3); i > 0; i--) {
                String opId = nextId();
                String key = random.nextBoolean() ? "key-" + opId : null;
                for (OpState state : List.of(OpState.STARTED, OpState.SUCCEEDED)) {
                    ObjectNode entry = entry(opId, "102").put("state", state.text());
                    if (key != null) {
                        entry.put("idemp_key", key);
                    }
                    drafts.add(JournalEntry.of(opId, "vm.start", state)
                            .target("102")
                            .idempotencyKey(key)
                            .build());
                    entries.add(entry);
                }
            }
            Ledger.Call call = ledger.begins(clock.instant(), entries);
            journal.append(drafts);
            acknowledged(call);
        }

        private void acknowledged(Ledger.Call call) {
            ledger.acknowledged(call);
            made++;
            whenAcknowledged.run();
        }

        private ObjectNode entry(String opId, String target) {
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("op_id", opId)
                    .put("kind", "vm.start")
                    .put("target", target)
                    .put("state", "started");
        }
    }
}
