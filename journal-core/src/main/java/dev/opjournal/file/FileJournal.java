package dev.opjournal.file;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.CompactionReport;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalListener;
import dev.opjournal.JournalStatus;
import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationMatches;
import dev.opjournal.OperationQuery;
import dev.opjournal.OperationSpec;
import dev.opjournal.RecoveryOutcome;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Journal} in one local file: append-only, one JSON object a line, readable with {@code jq}, {@code grep} and the
 * Go daemon that it is modelled on. Its promises are those of a local disk on Linux; elsewhere it runs, and says once what it
 * cannot promise.
 *
 * <p>A file is held by one opening at a time, over all processes. It is created with mode 0600, with a {@code .lock} file
 * beside it that stays.
 */
public final class FileJournal implements Journal {
    private final Path path;
    private final FileJournalOptions options;
    private final List<String> cut;
    private final Results results;
    private final EntryChecks checks;
    private final OpIds opIds;
    private final Requests requests;
    private final Admission admission;
    private final Fingerprints fingerprints;
    private final SpareLines spare = new SpareLines();
    private final BatchWriter batches;
    private final Compaction compaction;
    private final Listeners listeners;

    private FileJournal(Opening.Opened opened, FileJournalOptions options, Disk disk) {
        this.path = opened.path();
        this.options = options;
        this.cut = opened.cut();
        this.results = new Results(options.jsonMapper(), options.maxEntryBytes());
        Redaction redaction = new Redaction(options.redact());
        this.checks = new EntryChecks(options.dialect(), results, redaction);
        this.opIds = new OpIds(options.clock());
        this.fingerprints = opened.fingerprints();
        this.requests = new Requests(redaction);
        this.admission = new Admission(opened.index(), fingerprints, requests, options.clock());
        this.listeners = new Listeners(path);
        this.batches = new BatchWriter(opened, admission, disk, options, listeners);
        this.compaction = new Compaction(opened, disk, options, admission, batches);
        batches.onGrowth(compaction::lookAt);
    }

    /** Opens the journal at the path, or creates it, with {@link FileJournalOptions#defaults()}. */
    public static FileJournal open(Path path) {
        return open(path, FileJournalOptions.defaults());
    }

    /**
     * Opens the journal at the path, or creates it. A Go daemon's file is converted once; the original is kept beside it.
     * Entries of a crash that were never acknowledged are set aside, into a {@code .torn-} file.
     *
     * @throws dev.opjournal.JournalLockedException if another opening holds it, and does not let go within {@link
     *     FileJournalOptions#lockTimeout}; the exception names the holder
     * @throws dev.opjournal.JournalDamagedException if acknowledged entries were altered or lost
     * @throws dev.opjournal.UnsupportedFormatException if it is no journal, or one of an unknown version
     * @throws dev.opjournal.JournalFullException if there is no room for what is in flight to end
     * @throws dev.opjournal.JournalOpenException if the path can be no journal, or the disk does not answer
     */
    public static FileJournal open(Path path, FileJournalOptions options) {
        LocalDisk.warnUnlessDurable();
        return open(path, options, new LocalDisk());
    }

    /** As {@link #open(Path, FileJournalOptions)}, on another disk than this machine's: for tests. */
    public static FileJournal open(Path path, FileJournalOptions options, Disk disk) {
        return new FileJournal(Opening.open(path, options, disk), options, disk);
    }

    @Override
    public Operation begin(OperationSpec spec) {
        return beginOwned(spec);
    }

    private FileOperation beginOwned(OperationSpec spec) {
        JournalEntry draft = JournalEntry.of(spec.opId().orElseGet(opIds::next), spec)
                .at(now())
                .build();
        FileOperation operation = new FileOperation(this);
        operation.know(write(draft, operation.owner()));
        return operation;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a replayed null is what the body answered: T is nullable then
    public <T extends @Nullable Object, E extends Exception> T execute(OperationSpec spec, OperationBody<T, E> body)
            throws E {
        FileOperation operation;
        try {
            operation = beginOwned(spec);
        } catch (AlreadyAppliedException applied) {
            return (T) results.replay(applied.entry());
        }
        return new Execution(this, spec).run(operation, body);
    }

    @Override
    public <T extends @Nullable Object, E extends Exception> T execute(
            OperationSpec spec, Class<T> resultType, OperationBody<T, E> body) throws E {
        return execute(spec, (Type) resultType, body);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // as above, and that T is the type named is the caller's word
    public <T extends @Nullable Object, E extends Exception> T execute(
            OperationSpec spec, Type resultType, OperationBody<T, E> body) throws E {
        FileOperation operation;
        try {
            operation = beginOwned(spec);
        } catch (AlreadyAppliedException applied) {
            return (T) results.replay(applied.entry(), resultType);
        }
        return new Execution(this, spec).run(operation, body);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // as above
    public <T extends @Nullable Object, E extends Exception> CompletableFuture<T> executeAsync(
            OperationSpec spec, Type resultType, OperationBody<? extends CompletionStage<T>, E> body) throws E {
        FileOperation operation;
        try {
            operation = beginOwned(spec);
        } catch (AlreadyAppliedException applied) {
            return CompletableFuture.completedFuture((T) results.replay(applied.entry(), resultType));
        }
        return new Execution(this, spec).runAsync(operation, body);
    }

    @Override
    public List<JournalEntry> append(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return admission.read(index -> List.of());
        }
        if (entries.size() > EntryChecks.MOST_ENTRIES) {
            throw new InvalidEntryException(
                    "entries",
                    "are " + entries.size() + "; at most " + EntryChecks.MOST_ENTRIES + " are allowed",
                    "Append them in several calls.");
        }
        return write(entries);
    }

    JournalEntry write(JournalEntry draft, Owner owner) {
        long calledAt = listeners.callComes();
        try {
            return written(admission.admit(checks.check(draft), owner), calledAt)
                    .written();
        } catch (JournalException refusal) {
            listeners.refused(refusal);
            throw refusal;
        }
    }

    private List<JournalEntry> write(List<JournalEntry> drafts) {
        long calledAt = listeners.callComes();
        try {
            return write(drafts, calledAt);
        } catch (JournalException refusal) {
            listeners.refused(refusal);
            throw refusal;
        }
    }

    private List<JournalEntry> write(List<JournalEntry> drafts, long calledAt) {
        List<JournalEntry> checked = new ArrayList<>(drafts.size());
        for (JournalEntry draft : drafts) {
            checked.add(checks.check(draft));
        }
        List<JournalEntry> written = new ArrayList<>(drafts.size());
        Pending.Part first = written(admission.admit(checked, null), calledAt);
        for (Pending.Part part = first; part != null; part = part.next()) {
            written.add(part.written());
        }
        return List.copyOf(written);
    }

    /** Answers the first of the entries that were written. */
    private Pending.Part written(Admission.Answer answer, long calledAt) {
        if (answer instanceof Admission.Answer.Applied applied) {
            throw alreadyApplied(applied);
        }
        Pending pending = (Pending) answer;
        Pending.Part first = Objects.requireNonNull(pending.first());
        try {
            encode(pending);
            pending.calledAt(calledAt);
            batches.run(pending);
            pending.result();
            spare.giveBack(first.line());
            return first;
        } catch (RuntimeException | Error e) {
            // Whatever it was, those who wait for this append must not wait for ever.
            admission.drop(pending);
            pending.withdraw();
            pending.wake();
            throw e;
        }
    }

    private AlreadyAppliedException alreadyApplied(Admission.Answer.Applied applied) {
        JournalEntry recorded = applied.recorded().entry();
        String key = applied.asked().idempotencyKey().orElse("");
        requests.ensureSame(key, applied.asked(), recorded);
        return new AlreadyAppliedException(key, recorded);
    }

    private void encode(Pending pending) {
        LineEncoder encoder = batches.encoder();
        for (Pending.Part part = pending.first(); part != null; part = part.next()) {
            Line line = encoder.encode(part.entry(), spare.take());
            EntryChecks.size(part.entry(), line, options.maxEntryBytes());
            part.line(line);
        }
        pending.encoded();
        if (pending.mostBytes() > EntryChecks.MOST_APPEND_BYTES) {
            throw new InvalidEntryException(
                    "entries",
                    "take " + pending.mostBytes() + " bytes; at most " + EntryChecks.MOST_APPEND_BYTES + " are allowed",
                    "Append them in several calls.");
        }
    }

    @Override
    public Optional<JournalEntry> latest(String opId) {
        Fingerprint print = fingerprints.of(opId);
        return admission.read(index -> latest(index, opId, print)).map(Supplier::get);
    }

    /** Where the newest entry is: in memory, or in the file, which is read outside the lock. */
    private static Optional<Supplier<JournalEntry>> latest(Index index, String opId, Fingerprint print) {
        OpRecord operation = index.inFlight(opId);
        if (operation != null) {
            JournalEntry newest = operation.latest;
            return Optional.of(() -> newest);
        }
        Reading ended = index.generation().readNewest(print);
        return ended == null ? Optional.empty() : Optional.of(ended::entry);
    }

    @Override
    public List<JournalEntry> history(String opId) {
        Fingerprint print = fingerprints.of(opId);
        Optional<Reading> all =
                admission.read(index -> Optional.ofNullable(index.generation().readAll(print)));
        return all.map(Reading::entries).orElse(List.of());
    }

    @Override
    public OperationMatches find(OperationQuery query) {
        String opId = query.opId();
        if (opId != null) {
            return new OperationMatches(
                    latest(opId).filter(query::matches).stream().toList(), true);
        }
        String key = query.idempotencyKey();
        return Search.run(admission, query, key == null ? null : fingerprints.of(key));
    }

    @Override
    public List<JournalEntry> inFlight() {
        return admission.read(index -> index.inFlight(false));
    }

    @Override
    public List<JournalEntry> interrupted() {
        return admission.read(index -> index.inFlight(true));
    }

    @Override
    public boolean alreadyApplied(String idempotencyKey) {
        Fingerprint key = fingerprints.of(idempotencyKey);
        return admission.read(index -> index.generation().isApplied(key));
    }

    @Override
    public boolean takeOver(String opId, Consumer<Operation> work) {
        FileOperation operation = new FileOperation(this);
        JournalEntry entry = admission.take(opId, operation.owner());
        if (entry == null) {
            return false;
        }
        operation.know(entry);
        try {
            work.accept(operation);
        } finally {
            giveBack(operation);
        }
        return true;
    }

    void giveBack(FileOperation operation) {
        admission.giveBack(operation.opId(), operation.owner());
    }

    boolean owns(FileOperation operation) {
        return admission.look(index -> {
            OpRecord record = index.inFlight(operation.opId());
            return record != null && record.owner == operation.owner();
        });
    }

    Results results() {
        return results;
    }

    Instant now() {
        return options.clock().instant();
    }

    @Override
    public void addListener(JournalListener listener) {
        // Under the lock, so that none is added behind the failure or the close of which it must hear.
        admission.read(index -> {
            listeners.add(listener);
            return index;
        });
    }

    @Override
    public void removeListener(JournalListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void tellListeners(RecoveryOutcome outcome) {
        listeners.recoveryOutcome(outcome);
    }

    @Override
    public JournalStatus status() {
        return status(Integer.MAX_VALUE);
    }

    @Override
    public JournalStatus status(int mostInFlight) {
        if (mostInFlight < 0) {
            throw new IllegalArgumentException("mostInFlight must not be negative, but is " + mostInFlight);
        }
        return admission.look(index -> new JournalStatus(
                path,
                batches.state(),
                batches.failure(),
                batches.end(),
                index.counts(),
                index.appliedKeys(),
                index.inFlightSince(mostInFlight),
                cut));
    }

    /**
     * As {@link Journal#compact}. What need not be kept is said by {@link FileJournalOptions#retainOperations} and {@link
     * FileJournalOptions#retainKeys}; the file is written anew beside the old one.
     */
    @Override
    public CompactionReport compact() {
        return compaction.runNow();
    }

    @Override
    public void close() {
        compaction.stop();
        admission.refuseAll(() -> new JournalClosedException(path));
        try {
            batches.close();
        } finally {
            listeners.close();
        }
    }

    @Override
    public String toString() {
        return "journal " + path;
    }
}
