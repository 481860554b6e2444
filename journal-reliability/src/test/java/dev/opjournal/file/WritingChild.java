package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalReadException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process that is cut off from its disk, and outlives that since it does not live there: upon each order it opens the journal, lets
 * sixteen threads write until the journal takes nothing more, closes it, and tells by which exceptions that came about.
 */
final class WritingChild {
    /** Begins what it says at the end of an order: what came of it. */
    static final String OVER = "over ";

    /** The opening was refused, by the exception that is for that. */
    static final String NOT_OPENED = "[JournalOpenException]";

    /** Every call on the open journal that needs the disk was refused in the end, and so was every other one. */
    static final String FAILED_CLOSED = "[FAILED, JournalFailedException]";

    private static final int MUCH = 16;
    private static final int MOST_LONG_BATCHES = 10;
    private static final String LONG_TASK = "x".repeat(8_000);

    private static final FileJournalOptions OPTIONS =
            FileJournalOptions.defaults().withPreallocateBytes(16_384);

    /**
     * What it is to do.
     *
     * @param hurried whether long batches are written too, and the file is flushed all the time from beside
     * @param synced false plants a bug: the journal syncs nothing
     */
    record Order(Path journal, int round, long seed, boolean compacting, boolean hurried, boolean synced) {
        String toLine() {
            return String.join(
                    " ",
                    journal.toString(),
                    Integer.toString(round),
                    Long.toString(seed),
                    Boolean.toString(compacting),
                    Boolean.toString(hurried),
                    Boolean.toString(synced));
        }

        static Order parse(String line) {
            String[] parts = line.split(" ");
            return new Order(
                    Path.of(parts[0]),
                    Integer.parseInt(parts[1]),
                    Long.parseLong(parts[2]),
                    Boolean.parseBoolean(parts[3]),
                    Boolean.parseBoolean(parts[4]),
                    Boolean.parseBoolean(parts[5]));
        }
    }

    private WritingChild() {}

    /** Takes orders from its input, one after the other; ends with that at once, so that it never outlives who gave them. */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // What is logged must not stand among the acknowledgements.
        System.setOut(System.err);
        BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
        new Thread(() -> readUntilTheEnd(orders)).start();
        while (true) {
            answers.println(OVER + follow(orders.take()));
        }
    }

    private static void readUntilTheEnd(BlockingQueue<Order> orders) {
        try {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line; (line = input.readLine()) != null; ) {
                orders.add(Order.parse(line));
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Set<String> follow(Order order) throws InterruptedException {
        Disk disk = order.synced() ? new LocalDisk() : new UnsyncedDisk();
        // So long that no sync of new space takes the lines with it.
        FileJournalOptions options = order.synced() ? OPTIONS : OPTIONS.withPreallocateBytes(1 << 22);
        try (FileJournal journal = FileJournal.open(order.journal(), options, disk)) {
            Set<String> met = new ConcurrentSkipListSet<>();
            write(journal, order, met);
            met.addAll(answersOf(journal));
            return met;
        } catch (JournalException e) {
            return Set.of(name(e));
        }
    }

    private static void write(FileJournal journal, Order order, Set<String> met) throws InterruptedException {
        KillChild writer = new KillChild(journal, order.round(), order.compacting());
        List<JournalEntry> interrupted = journal.interrupted();
        if (order.compacting()) {
            Journals.compactInTheBackground(journal);
        }
        List<Thread> threads = new ArrayList<>();
        if (order.hurried()) {
            threads.add(new Thread(() -> met.add(thrownBy(() -> appendMuch(journal, order.round())))));
            threads.add(new Thread(() -> flushUntilItFails(order.journal())));
        }
        for (int i = 0; i < KillChild.THREADS; i++) {
            int number = i;
            Random random = new Random(order.seed() + number);
            threads.add(new Thread(() -> met.add(thrownBy(() -> writer.writeOn(number, random, interrupted)))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        // What a replay answers is read from the file: without an answer of the disk that call fails, and the journal
        // goes on.
        met.remove(JournalReadException.class.getSimpleName());
    }

    /** Batches so long that a flush, and a cut, may come in the midst of one. What comes of them it keeps to itself. */
    private static void appendMuch(Journal journal, int round) {
        for (int batch = 0; ; batch++) {
            List<JournalEntry> entries = new ArrayList<>();
            for (int i = 0; i < MUCH; i++) {
                String opId = "much-" + round + "-" + batch + "-" + i;
                entries.add(JournalEntry.of(opId, "work", OpState.STARTED)
                        .task(batch < MOST_LONG_BATCHES ? LONG_TASK : "short")
                        .build());
                entries.add(JournalEntry.of(opId, "work", OpState.FAILED).build());
            }
            journal.append(entries);
        }
    }

    /** As the kernel does by itself now and then: so pages of a batch go to the device that is not written whole. */
    private static void flushUntilItFails(Path journal) {
        while (true) {
            try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
                file.getFD().sync();
            } catch (IOException cut) {
                return;
            }
        }
    }

    /** What a journal that has failed says must be one thing, whatever it is asked. */
    private static List<String> answersOf(Journal journal) {
        return List.of(
                thrownBy(() -> journal.begin(OperationSpec.of("late")).opId()),
                thrownBy(journal::inFlight),
                thrownBy(() -> journal.latest("any")),
                journal.status().state().name());
    }

    private static String thrownBy(Runnable call) {
        try {
            call.run();
            return "nothing";
        } catch (RuntimeException e) {
            if (!(e instanceof JournalException)) {
                e.printStackTrace();
            }
            return name(e);
        }
    }

    private static String name(RuntimeException e) {
        return e.getClass().getSimpleName();
    }
}
