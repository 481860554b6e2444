package dev.opjournal.file;

import com.sun.management.ThreadMXBean;
import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.test.StrictDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer calls with bytes: they are a journal's file. It opens or is refused with a typed error, {@link RuleTable}
 * says which; reading it offline comes to the same; opened again it holds the same; and all that is allocated meanwhile, garbage
 * too, is at most {@link #ALLOCATED_AT_MOST} and {@link #ALLOCATED_A_BYTE} times the file. The fuzzers own work is in the
 * measure there, so that what takes more is put aside as a {@linkplain #SUSPECTS suspect}, and judged without it.
 */
public final class OpenFuzz {
    /** Windows, chunks and tables, which do not depend on the file. */
    static final long ALLOCATED_AT_MOST = 8 << 20;

    static final long ALLOCATED_A_BYTE = 512;

    /** Begins the names of the files, in the directory that the fuzzer works in, with inputs that took too much memory there. */
    static final String SUSPECTS = "suspect-";

    private static final int MOST_TRIES = 10;
    private static final int BOUNDED_TRIES_IN_A_ROW = 2;

    private static final Path DIRECTORY = Path.of("/disk");
    private static final Path PATH = DIRECTORY.resolve("ops.journal");
    private static final Path SALVAGED = DIRECTORY.resolve("salvaged.journal");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final byte[] file;
    private final StrictDisk disk = StrictDisk.with(DIRECTORY);
    private @Nullable String unbounded;

    private OpenFuzz(byte[] file) {
        this.file = file;
    }

    /** Called by the fuzzer; what this throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        // What the fuzzer weaves into our classes allocates on the same thread, more than they do.
        if (unbounded(input) != null) {
            Files.write(Path.of(SUSPECTS + UUID.nameUUIDFromBytes(input)), input);
        }
    }

    /** As the fuzzer's look at an input, outside of it: the memory that this takes is the journal's. */
    static void check(byte[] input) throws IOException {
        String unbounded = unbounded(input);
        require(unbounded == null, unbounded);
    }

    /** Answers what an input allocates each time, if it is too much. */
    private static @Nullable String unbounded(byte[] input) throws IOException {
        byte[] file = FuzzedFile.of(input);
        AtomicReference<@Nullable String> answer = new AtomicReference<>();
        // On the thread of an opening, whose allocations can be seen.
        Uninterrupted.run("fuzz", () -> {
            String unbounded = new OpenFuzz(file).run();
            // Where a class was loaded meanwhile, that was most of it; but nothing is bounded by luck.
            int bounded = unbounded == null ? BOUNDED_TRIES_IN_A_ROW : 0;
            for (int i = 0; i < MOST_TRIES && bounded < BOUNDED_TRIES_IN_A_ROW; i++) {
                String again = new OpenFuzz(file).run();
                bounded = again == null ? bounded + 1 : 0;
                unbounded = again == null ? unbounded : again;
            }
            answer.set(bounded == BOUNDED_TRIES_IN_A_ROW ? null : unbounded);
        });
        return answer.get();
    }

    /** Answers what was allocated, if it was too much. */
    private @Nullable String run() throws IOException {
        disk.put(PATH, file);
        List<JournalEntry> entries = new ArrayList<>();
        Verification verification = bounded(() -> verification(entries));
        bounded(this::salvage);
        boolean opens = opens(verification, entries);
        require(
                verification == null || opens == (verification.verdict() != Verification.Verdict.DAMAGED),
                "reading says " + verification + ", but it opens: " + opens);
        RuleTable.Head head = RuleTable.head(file);
        if (head != null) {
            RuleTable.Ruling ruling = new RuleTable(file, head, OpenFuzz::isEntry).rule(RuleTable.behind(head));
            require(opens == (ruling.verdict() != RuleTable.Verdict.DAMAGE), ruling + ", but it opens: " + opens);
            require(verification.rule().equals(ruling.row().name()), ruling + ", but reading says " + verification);
            require(verification.end() == ruling.at(), ruling + ", but reading says " + verification);
        }
        return unbounded;
    }

    /** What offline reading says; null if it is taken for no journal. */
    private @Nullable Verification verification(List<JournalEntry> entries) {
        try (JournalFile read = JournalFile.open(PATH, disk)) {
            return read.read((entry, offset, length) -> entries.add(entry));
        } catch (JournalException typed) {
            return null;
        }
    }

    /** What is salvaged opens. */
    private boolean salvage() {
        try (JournalFile read = JournalFile.open(PATH, disk)) {
            read.salvage(SALVAGED);
        } catch (JournalException typed) {
            return false;
        }
        FileJournal.open(SALVAGED, JournalBytes.SMALL_CHUNKS, disk).close();
        return true;
    }

    private boolean opens(@Nullable Verification verification, List<JournalEntry> entries) {
        Journal opened = bounded(this::openOrRefusal);
        if (opened == null) {
            require(Arrays.equals(content(), file), "what is refused was changed");
            return false;
        }
        String opId;
        try (opened) {
            require(verification != null || file.length == 0, "what is taken for no journal opens");
            holds(opened, entries);
            // With an id of the journal's making: the fuzzer finds out any that stands here.
            Operation goesOn = opened.begin(OperationSpec.of("fuzz"));
            goesOn.succeeded();
            opId = goesOn.opId();
        }
        try (Journal again = open()) {
            holds(again, entries);
            require(again.history(opId).size() == 2, "what was appended is gone");
        }
        return true;
    }

    private @Nullable Journal openOrRefusal() {
        try {
            return open();
        } catch (JournalDamagedException damaged) {
            require(damaged.offset() <= file.length, "damage at " + damaged.offset() + " of " + file.length);
            return null;
        } catch (JournalException typed) {
            return null;
        }
    }

    private Journal open() {
        return FileJournal.open(PATH, JournalBytes.SMALL_CHUNKS, disk);
    }

    private byte[] content() {
        try {
            return disk.contentOf(PATH);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void holds(Journal journal, List<JournalEntry> entries) {
        Map<String, JournalEntry> newest = new LinkedHashMap<>();
        entries.forEach(entry -> newest.put(entry.opId(), entry));
        List<JournalEntry> held = newest.keySet().stream()
                .flatMap(opId -> journal.history(opId).stream())
                .sorted(Comparator.comparingLong(JournalEntry::recordNumber))
                .toList();
        if (!held.equals(entries)) {
            throw new AssertionError("read: " + entries + ", but opened: " + held);
        }
        List<String> inFlight = newest.values().stream()
                .filter(JournalEntry::isInFlight)
                .map(JournalEntry::opId)
                .sorted()
                .toList();
        Stream<String> told = journal.inFlight().stream().map(JournalEntry::opId);
        require(told.sorted().toList().equals(inFlight), "others are in flight than the newest entries say");
    }

    /**
     * Asked of the journal's own decoder: the fuzzer seals lines of any form, and which JSON is an entry to the last field is its
     * matter, not the table's. So of this alone the fuzzer has no second opinion; {@link AlteredJournal} has one.
     */
    private static boolean isEntry(byte[] line) {
        try {
            new LineDecoder().decode(line, 0, line.length);
            return true;
        } catch (BadLineException e) {
            return false;
        }
    }

    private <T> T bounded(Supplier<T> work) {
        long before = allocated();
        T result = work.get();
        long allocated = allocated() - before;
        if (allocated > ALLOCATED_AT_MOST + ALLOCATED_A_BYTE * file.length) {
            unbounded = allocated + " bytes were allocated for a file of " + file.length;
        }
        return result;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static void require(boolean holds, @Nullable String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
