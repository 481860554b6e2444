package dev.opjournal.reliability;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A journal on a strict disk as several threads use it, with answers that can be compared. */
@Param(name = "op", gen = IntGen.class, conf = "0:1")
@Param(name = "key", gen = IntGen.class, conf = "0:1")
@Param(name = "target", gen = IntGen.class, conf = "1:2")
@Param(name = "to", gen = IntGen.class, conf = "0:3")
public class SharedJournal {
    /** An operation that was begun before the threads come, and whose handle they share. */
    static final String HELD = "held";

    private static final String KIND = "vm.start";
    private static final Path PATH = Path.of("/journals/shared.journal");

    /** No thread but the callers': nothing is set aside in the background, and nothing is compacted. */
    private static final FileJournalOptions OPTIONS = FileJournalOptions.defaults()
            .withPreallocateBytes(1 << 15)
            .withCompactAtBytes(Long.MAX_VALUE)
            .withClock(Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC));

    /** What may be recorded of an operation. */
    enum Step {
        RUN,
        SUCCEED,
        FAIL,
        RELEASE
    }

    private final StrictDisk disk = StrictDisk.with(PATH.getParent());
    private final FileJournal journal = FileJournal.open(PATH, OPTIONS, disk);
    private final dev.opjournal.Operation held =
            journal.begin(OperationSpec.of(KIND).opId(HELD).target("1"));
    private final long firstNumber = held.entry().recordNumber();

    static String opId(int op) {
        return op == 0 ? "one" : "two";
    }

    static String key(int key) {
        return "key-" + key;
    }

    static Step step(int to) {
        return Step.values()[to];
    }

    @Operation
    public String begin(@Param(name = "op") int op, @Param(name = "key") int key, @Param(name = "target") int target) {
        return answer(() -> written(journal.begin(OperationSpec.of(KIND)
                        .opId(opId(op))
                        .target(String.valueOf(target))
                        .idempotencyKey(key(key)))
                .entry()));
    }

    @Operation
    public String append(@Param(name = "op") int op, @Param(name = "to") int to) {
        return append(opId(op), step(to));
    }

    @Operation
    public String appendToHeld(@Param(name = "to") int to) {
        return append(HELD, step(to));
    }

    /** Whoever releases without a handle says in which state. */
    private String append(String opId, Step step) {
        return answer(() -> {
            JournalEntry.Builder entry = switch (step) {
                case RUN -> JournalEntry.of(opId, KIND, OpState.TASK_RUNNING).task("task");
                case SUCCEED -> JournalEntry.of(opId, KIND, OpState.SUCCEEDED);
                case FAIL -> JournalEntry.of(opId, KIND, OpState.FAILED).error("refused");
                case RELEASE ->
                    JournalEntry.of(opId, KIND, OpState.TASK_RUNNING)
                            .task("task")
                            .error("no answer");
            };
            return written(journal.append(List.of(entry.build())).get(0));
        });
    }

    @Operation
    public String record(@Param(name = "to") int to) {
        return answer(() -> {
            switch (step(to)) {
                case RUN -> held.taskRunning("task");
                case SUCCEED -> held.succeeded();
                case FAIL -> held.failed("refused");
                case RELEASE -> held.release("no answer");
            }
            return "recorded";
        });
    }

    private String answer(Supplier<String> call) {
        try {
            return call.get();
        } catch (AlreadyAppliedException e) {
            return "applied as " + durable(e.entry()).opId();
        } catch (KeyInFlightException e) {
            return "in flight as " + e.opId();
        } catch (KeyConflictException e) {
            return "conflict with " + e.opId();
        } catch (IllegalTransitionException e) {
            return e.from().map(from -> "illegal: " + from.text()).orElse("unknown");
        }
    }

    private String written(JournalEntry entry) {
        return "record " + (durable(entry).recordNumber() - firstNumber);
    }

    @Operation
    public String latest(@Param(name = "op") int op) {
        return journal.latest(opId(op)).map(this::stateOf).orElse("none");
    }

    @Operation
    public String history(@Param(name = "op") int op) {
        return journal.history(opId(op)).stream()
                .map(this::stateOf)
                .collect(Collectors.toList())
                .toString();
    }

    @Operation
    public boolean alreadyApplied(@Param(name = "key") int key) {
        boolean applied = journal.alreadyApplied(key(key));
        if (applied) {
            ensureOnTheDevice("\"idemp_key\":\"" + key(key) + "\"", "\"state\":\"succeeded\"");
        }
        return applied;
    }

    @Operation
    public String inFlight() {
        return journal.inFlight().stream()
                .map(entry -> entry.opId() + " " + stateOf(entry))
                .collect(Collectors.toList())
                .toString();
    }

    @Operation
    public String status() {
        JournalStatus status = journal.status();
        Map<String, Long> counts = new TreeMap<>();
        status.counts().forEach((state, count) -> {
            if (count > 0) {
                counts.put(state.text(), count);
            }
        });
        return counts + " keys " + status.appliedKeys();
    }

    private String stateOf(JournalEntry entry) {
        return durable(entry).state().text();
    }

    /** Nobody sees an entry that a crash at this moment would take: no specification knows this answer. */
    private JournalEntry durable(JournalEntry entry) {
        ensureOnTheDevice(
                "{\"op_id\":\"" + entry.opId() + "\"",
                "\"state\":\"" + entry.state().text() + "\"",
                ",\"n\":" + entry.recordNumber() + ",");
        return entry;
    }

    private void ensureOnTheDevice(String... parts) {
        boolean isThere =
                onTheDevice().lines().anyMatch(line -> Arrays.stream(parts).allMatch(line::contains));
        if (!isThere) {
            throw new IllegalStateException("Read, but not on the device: a line with " + Arrays.toString(parts));
        }
    }

    private String onTheDevice() {
        try {
            return new String(disk.afterCrash(Survival.NOTHING).contentOf(PATH), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
