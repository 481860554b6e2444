package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationMatches;
import dev.opjournal.OperationQuery;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.ModelRules.Fate;
import dev.opjournal.file.ModelRules.Refusal;
import dev.opjournal.test.DiskChange;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A journal on a strict disk beside its model: each step is made on both, and must come to the same. */
final class ModelRun {
    private static final Path PATH = Path.of("/journals/model.journal");
    private static final int MAX_ENTRY_BYTES = 4096;

    /** What an opening may be told anew. */
    record Setup(
            Dialect dialect,
            int preallocateBytes,
            @Nullable Duration retainOperations,
            @Nullable Duration retainKeys) {}

    private final SettableClock clock = new SettableClock();
    private final Map<String, Operation> handles = new HashMap<>();
    private StrictDisk disk = StrictDisk.with(PATH.getParent());
    private JournalModel model = new JournalModel();
    private Setup setup = new Setup(Dialect.STANDARD, 4096, null, null);
    private FileJournal journal = open();
    private int crashes;

    private FileJournal open() {
        handles.clear();
        return FileJournal.open(
                PATH,
                FileJournalOptions.defaults()
                        .withDialect(setup.dialect())
                        .withPreallocateBytes(setup.preallocateBytes())
                        .withMaxEntryBytes(MAX_ENTRY_BYTES)
                        .withRedact(Set.of(ModelRules.SECRET))
                        .withRetainOperations(setup.retainOperations())
                        .withRetainKeys(setup.retainKeys())
                        .withCompactAtBytes(Long.MAX_VALUE)
                        .withClock(clock),
                disk);
    }

    int crashes() {
        return crashes;
    }

    private ModelRules rules() {
        return new ModelRules(model, clock.instant(), setup.dialect(), MAX_ENTRY_BYTES);
    }

    /** One of the operations that the model knows, or else one that nobody knows. */
    String anOpId(int pick) {
        List<String> ids = new ArrayList<>(model.opIds());
        return ids.isEmpty() ? "nobody-knows" : ids.get(pick % ids.size());
    }

    /** One in flight, if there is one. */
    String inFlight(int pick) {
        List<JournalEntry> all = model.inFlight();
        return all.isEmpty() ? anOpId(pick) : all.get(pick % all.size()).opId();
    }

    /** One for which there is a handle, if there is one; mostly it is in flight. */
    String owned(int pick) {
        List<String> inFlight = model.inFlight().stream()
                .map(JournalEntry::opId)
                .filter(handles::containsKey)
                .toList();
        List<String> all =
                inFlight.isEmpty() || pick % 5 == 0 ? List.copyOf(new TreeSet<>(handles.keySet())) : inFlight;
        return all.isEmpty() ? "nobody-knows" : all.get(pick % all.size());
    }

    String kindOf(String opId) {
        JournalEntry latest = model.latest(opId);
        return latest == null ? "vm.start" : latest.kind();
    }

    void begin(OperationSpec spec) {
        AtomicReference<Operation> begun = new AtomicReference<>();
        Refusal refusal = refusal(() -> begun.set(journal.begin(spec)));
        Operation handle = begun.get();
        String opId = handle == null ? spec.opId().orElse("made-by-the-journal") : handle.opId();
        Fate fate = rules().fate(List.of(JournalEntry.of(opId, spec).build()), null);
        assertThat(refusal).isEqualTo(fate.refusal());
        if (handle != null) {
            handles.put(opId, handle);
            model.write(fate.entries(), handle);
            assertThat(handle.entry()).isEqualTo(model.latest(opId));
        }
    }

    private static @Nullable Refusal refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (JournalException e) {
            return Refusal.of(e);
        }
    }

    void append(List<JournalEntry> drafts) {
        Fate fate = rules().fate(drafts, null);
        List<JournalEntry> written = new ArrayList<>();
        assertThat(refusal(() -> written.addAll(journal.append(drafts)))).isEqualTo(fate.refusal());
        model.write(fate.entries(), new Object());
        List<JournalEntry> all = model.entries();
        assertThat(written).isEqualTo(all.subList(all.size() - fate.entries().size(), all.size()));
    }

    /** What is recorded through a handle. */
    record Step(UnaryOperator<JournalEntry.Builder> draft, Consumer<Operation> call) {}

    void record(String opId, Step step) {
        Operation handle = handles.get(opId);
        if (handle != null) {
            record(handle, step);
        }
    }

    private void record(Operation handle, Step step) {
        Fate fate =
                rules().fate(List.of(step.draft().apply(draft(handle.opId())).build()), handle);
        assertThat(refusal(() -> step.call().accept(handle))).isEqualTo(fate.refusal());
        model.write(fate.entries(), handle);
        if (fate.refusal() == null) {
            assertThat(handle.entry()).isEqualTo(model.latest(handle.opId()));
        }
    }

    /** The state that a release leaves as it is. */
    private JournalEntry.Builder draft(String opId) {
        JournalEntry latest = model.latest(opId);
        return JournalEntry.of(opId, kindOf(opId), latest == null ? OpState.TASK_RUNNING : latest.state());
    }

    void takeOver(String opId, List<Step> steps) {
        boolean interrupted =
                model.interrupted().stream().anyMatch(entry -> entry.opId().equals(opId));
        boolean taken = journal.takeOver(opId, handle -> {
            model.own(opId, handle);
            assertThat(handle.entry()).isEqualTo(model.latest(opId));
            steps.forEach(step -> record(handle, step));
            assertAllHolds();
            model.giveBack(opId, handle);
        });
        assertThat(taken).isEqualTo(interrupted);
    }

    void move(Duration by) {
        clock.move(by);
    }

    void compact() {
        journal.compact();
        model.compact(clock.instant(), setup.retainOperations(), setup.retainKeys());
    }

    void reopen(Setup newSetup) {
        close();
        setup = newSetup;
        journal = open();
        model.open();
    }

    /** The power goes between two calls: all that was acknowledged is on the device. */
    void crash(Survival survival, Setup newSetup) {
        openAfterCrash(disk.afterCrash(survival), newSetup);
        model.open();
        assertThat(journal.status().cut()).isEmpty();
    }

    private void openAfterCrash(StrictDisk left, Setup newSetup) {
        crashes++;
        disk.cutPower();
        journal.close();
        disk = left;
        setup = newSetup;
        journal = open();
    }

    /** The power goes while the batch is written: a prefix of the entries is there. */
    void appendCutOff(List<JournalEntry> drafts, Survival survival, Setup newSetup) {
        Fate fate = rules().fate(drafts, null);
        StrictDisk left = cutOff(survival, 0, change -> change.kind() == DiskChange.Kind.WRITE, () -> {
            assertThat(refusal(() -> journal.append(drafts))).isEqualTo(fate.refusal());
        });
        List<JournalModel> possible = new ArrayList<>();
        for (int prefix = 0; prefix <= fate.entries().size(); prefix++) {
            JournalModel one = model.copy();
            one.write(fate.entries().subList(0, prefix), new Object());
            possible.add(one);
        }
        goOnAfterCrash(left, newSetup, possible);
    }

    /** The power goes at one of the changes that a compaction makes: the journal is as before, or compacted. */
    void compactCutOff(int change, Survival survival, Setup newSetup) {
        StrictDisk left = cutOff(survival, change, any -> true, journal::compact);
        JournalModel compacted = model.copy();
        compacted.compact(clock.instant(), setup.retainOperations(), setup.retainKeys());
        goOnAfterCrash(left, newSetup, List.of(model, compacted));
    }

    /** What is on the device at the n-th change that a call makes, or after it if there are fewer. */
    private StrictDisk cutOff(Survival survival, int nth, Predicate<DiskChange> which, Runnable call) {
        AtomicReference<StrictDisk> left = new AtomicReference<>();
        int[] seen = {0};
        disk.onChange(change -> {
            if (!change.done() && which.test(change) && seen[0]++ == nth) {
                left.set(disk.afterCrash(survival));
            }
        });
        call.run();
        disk.onChange(change -> {});
        StrictDisk at = left.get();
        return at == null ? disk.afterCrash(survival) : at;
    }

    /** Of the states in which the journal may be, the file tells by the number and the count of its lines in which it is. */
    private void goOnAfterCrash(StrictDisk left, Setup newSetup, List<JournalModel> possible) {
        openAfterCrash(left, newSetup);
        List<String> lines = linesOfTheFile();
        long before = JsonMapper.shared().readTree(lines.get(0)).path("n").asLong();
        JournalModel is = possible.stream()
                .filter(one ->
                        one.numberBefore() == before && one.size() + (one.needsAWitness() ? 1 : 0) == lines.size() - 1)
                .findFirst()
                .orElse(null);
        assertThat(is)
                .as("one of the states in which the journal may be: %s, for the lines%n%s", possible, lines)
                .isNotNull();
        model = Objects.requireNonNull(is);
        model.open();
    }

    private List<String> linesOfTheFile() {
        return content().lines().filter(line -> !line.isBlank()).toList();
    }

    String content() {
        try {
            return new String(disk.contentOf(PATH), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void find(OperationQuery query) {
        assertThat(journal.find(query)).isEqualTo(new OperationMatches(model.found(query), true));
    }

    /** All that the model says, the journal says too. */
    void assertAllHolds() {
        for (String opId : model.opIds()) {
            assertThat(journal.history(opId)).isEqualTo(model.history(opId));
            assertThat(journal.latest(opId)).contains(Objects.requireNonNull(model.latest(opId)));
        }
        assertThat(journal.latest("never begun")).isEmpty();
        assertThat(journal.history("never begun")).isEmpty();
        assertThat(journal.inFlight()).isEqualTo(model.inFlight());
        assertThat(journal.interrupted()).isEqualTo(model.interrupted());
        Set<String> keys = model.keys();
        for (String key : keys) {
            assertThat(journal.alreadyApplied(key)).as(key).isEqualTo(model.applied(key) != null);
        }
        JournalStatus status = journal.status();
        assertThat(status.state()).isEqualTo(JournalStatus.State.OPEN);
        assertThat(status.counts()).isEqualTo(model.counts());
        assertThat(status.appliedKeys())
                .isEqualTo(
                        keys.stream().filter(key -> model.applied(key) != null).count());
        assertThat(status.inFlight())
                .isEqualTo(model.inFlight().stream()
                        .map(entry -> new JournalStatus.InFlight(model.begunAt(entry.opId()), entry))
                        .toList());
    }

    /** The whole file is JSON to another program, and holds the lines of the model and the header. */
    void assertJqAcceptsTheFile() {
        assertThat(Jq.linesOf(content())).hasSize(model.size() + 1);
    }

    void close() {
        journal.close();
        model.close();
    }

    @Override
    public String toString() {
        return setup + ", " + clock.instant() + "\n" + model;
    }
}
