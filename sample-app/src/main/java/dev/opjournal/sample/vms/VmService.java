package dev.opjournal.sample.vms;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.steps.StepHistory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Admits requests: one operation in flight for each VM, and each idempotency key once. Thread-safe. */
public final class VmService {
    private static final int DOORS = 256;

    /** The ids that Proxmox VE gives to VMs, 100 to 999999999. */
    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");

    private final Journal journal;
    private final OperationRunner runner;
    private final int maxOperations;

    /** Requests on one VM pass one door, one at a time, until their operation is in the journal for all to see. */
    private final List<Lock> doors =
            Stream.<Lock>generate(ReentrantLock::new).limit(DOORS).toList();

    /** How many operations have passed each door. */
    private final AtomicLongArray passed = new AtomicLongArray(DOORS);

    VmService(Journal journal, OperationRunner runner, int maxOperations) {
        this.journal = journal;
        this.runner = runner;
        this.maxOperations = maxOperations;
    }

    /**
     * Begins an operation, which then goes on in the background.
     *
     * @return the operation; if the key was applied before, the recorded one
     * @throws BadRequestException if there can be no VM of that id
     * @throws VmBusyException if the VM has an operation in flight
     * @throws TooManyOperationsException if as many are in flight as may be
     */
    public Submitted submit(VmAction action, String vmid, Map<String, String> settings, @Nullable String key) {
        OperationSpec spec = OperationSpec.of(action.kind()).target(vmid).params(settings);
        return submit(key == null ? spec : spec.idempotencyKey(key), operation -> runner.run(action, operation));
    }

    /**
     * The same for any operation on a VM.
     *
     * @param spec with the VM's id as its target
     * @param run takes the operation once it was begun, to have it run in the background
     */
    public Submitted submit(OperationSpec spec, Consumer<Operation> run) {
        if (!VMID.matcher(spec.target()).matches()) {
            throw new BadRequestException("The id of a VM is a whole number from 100 to 999999999.");
        }
        Lock door = doors.get(doorOf(spec.target()));
        door.lock();
        try {
            Operation operation = begin(spec);
            // Behind the begin: whoever asks for the number sees the operation in flight, or the number change.
            passed.incrementAndGet(doorOf(spec.target()));
            Submitted submitted = new Submitted(operation.entry(), false);
            run.accept(operation);
            return submitted;
        } catch (AlreadyAppliedException e) {
            return new Submitted(e.entry(), true);
        } finally {
            door.unlock();
        }
    }

    /**
     * As {@link #submit(VmAction, String, Map, String)} without a key, unless an operation was admitted meanwhile: what the
     * caller knows of the VM is then out of date.
     *
     * @param admissions what {@link #admissions} answered before the VM was seen to have nothing in flight, and looked at
     * @return the operation; empty if another one was admitted since, on this VM or, rarely, on one of the same door
     */
    public Optional<Submitted> submitUnlessAdmitted(
            long admissions, VmAction action, String vmid, Map<String, String> settings) {
        Lock door = doors.get(doorOf(vmid));
        door.lock();
        try {
            return admissions == admissions(vmid)
                    ? Optional.of(submit(action, vmid, settings, null))
                    : Optional.empty();
        } finally {
            door.unlock();
        }
    }

    /** A number that changes with each operation that is admitted on the VM. */
    public long admissions(String vmid) {
        return passed.get(doorOf(vmid));
    }

    /** The operation that the VM has in flight. */
    public Optional<JournalEntry> inFlight(String vmid) {
        return inFlight().stream().filter(entry -> entry.target().equals(vmid)).findFirst();
    }

    private static int doorOf(String vmid) {
        return Math.floorMod(vmid.hashCode(), DOORS);
    }

    private Operation begin(OperationSpec spec) {
        List<JournalEntry> inFlight = inFlight();
        // What is known of the key goes first: the journal throws it, and begins nothing.
        if (spec.idempotencyKey().filter(key -> isTaken(key, inFlight)).isEmpty()) {
            refuseIfBusy(spec.target(), inFlight);
            if (inFlight.size() >= maxOperations) {
                throw new TooManyOperationsException(maxOperations);
            }
        }
        Operation operation = journal.begin(spec);
        // Only a key that was freed since the look above comes here on a busy VM. Nothing was sent yet.
        others(operation, inFlight()).ifPresent(other -> {
            operation.failed("The VM has operation " + other.opId() + " in flight; nothing was sent.");
            throw new VmBusyException(other);
        });
        return operation;
    }

    /** Without the steps of operations: the operation stands for them. */
    private List<JournalEntry> inFlight() {
        return journal.inFlight().stream()
                .filter(entry -> entry.parent().isEmpty())
                .toList();
    }

    private boolean isTaken(String key, List<JournalEntry> inFlight) {
        return journal.alreadyApplied(key)
                || inFlight.stream()
                        .anyMatch(entry ->
                                entry.idempotencyKey().filter(key::equals).isPresent());
    }

    private static void refuseIfBusy(String vmid, List<JournalEntry> inFlight) {
        inFlight.stream()
                .filter(entry -> entry.target().equals(vmid))
                .findFirst()
                .ifPresent(entry -> {
                    throw new VmBusyException(entry);
                });
    }

    private static Optional<JournalEntry> others(Operation operation, List<JournalEntry> inFlight) {
        return inFlight.stream()
                .filter(entry -> entry.target().equals(operation.target()))
                .filter(entry -> !entry.opId().equals(operation.opId()))
                .findFirst();
    }

    /** The newest entry of an operation. */
    public Optional<JournalEntry> find(String opId) {
        return journal.latest(opId);
    }

    /** The steps of an operation that has several; none of any other. */
    List<StepHistory> steps(String opId) {
        return StepHistory.of(journal, opId);
    }

    /**
     * What a request came to.
     *
     * @param entry the operation's entry
     * @param replayed whether the operation is an earlier one with the same key
     */
    public record Submitted(JournalEntry entry, boolean replayed) {}
}
