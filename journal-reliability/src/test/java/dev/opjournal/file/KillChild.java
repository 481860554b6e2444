package dev.opjournal.file;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The process that {@link KillLane} kills: sixteen threads that write as fast as they can and contend for few keys. What each of them does
 * serves whoever cuts writers off in another way, too.
 */
final class KillChild {
    static final int THREADS = 16;
    private static final int MOST_PADDING = 1_500;

    private final Journal journal;
    private final int round;
    private final boolean compacting;
    private final FileOutputStream output = new FileOutputStream(FileDescriptor.out);

    KillChild(Journal journal, int round, boolean compacting) {
        this.journal = journal;
        this.round = round;
        this.compacting = compacting;
    }

    /**
     * What it is told.
     *
     * @param round the number of the process among those that write to the journal
     * @param compacting whether it compacts all the time
     */
    static String[] arguments(Path journal, int round, long seed, boolean compacting) {
        return new String[] {
            journal.toString(), Integer.toString(round), Long.toString(seed), Boolean.toString(compacting)
        };
    }

    /** Takes {@link #arguments}; ends only when its input does. */
    public static void main(String[] arguments) throws IOException {
        FileJournalOptions options = FileJournalOptions.defaults().withPreallocateBytes(16_384);
        FileJournal journal = FileJournal.open(Path.of(arguments[0]), options);
        KillChild child = new KillChild(journal, Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[3]));
        long seed = Long.parseLong(arguments[2]);
        List<JournalEntry> interrupted = journal.interrupted();
        if (child.compacting) {
            Journals.compactInTheBackground(journal);
        }
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            new Thread(() -> child.work(number, new Random(seed + number), interrupted)).start();
        }
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }

    private void work(int thread, Random random, List<JournalEntry> interrupted) {
        try {
            writeOn(thread, random, interrupted);
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Settles a part of what was interrupted, then writes until the journal takes nothing more: ends by an exception alone. */
    void writeOn(int thread, Random random, List<JournalEntry> interrupted) {
        for (int i = thread; i < interrupted.size(); i += THREADS) {
            if (random.nextBoolean()) {
                journal.takeOver(interrupted.get(i).opId(), operation -> end(operation, random));
            }
        }
        for (int i = 0; ; i++) {
            act("r" + round + "-t" + thread + "-" + i, random);
        }
    }

    private void act(String opId, Random random) {
        try {
            if (random.nextInt(8) == 0) {
                appendSeveral(opId, random);
            } else {
                run(opId, random);
            }
        } catch (AlreadyAppliedException applied) {
            acknowledge(applied.entry());
        } catch (KeyInFlightException taken) {
            Thread.yield();
        }
    }

    private void run(String opId, Random random) {
        OperationSpec spec = OperationSpec.of("work").opId(opId);
        Operation operation = journal.begin(random.nextInt(3) == 0 ? spec : spec.idempotencyKey(key(random)));
        acknowledge(operation.entry());
        if (random.nextInt(3) == 0) {
            operation.taskRunning(padding(random));
            acknowledge(operation.entry());
        }
        end(operation, random);
    }

    private void end(Operation operation, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> operation.failed("it did not happen");
            case 3, 4, 5 -> operation.succeeded(padding(random));
            case 6 -> operation.release("no answer");
            default -> {
                return;
            }
        }
        acknowledge(operation.entry());
    }

    private void appendSeveral(String opId, Random random) {
        OpState end = random.nextBoolean() ? OpState.FAILED : OpState.SUCCEEDED;
        String another = opId + "-b";
        List<JournalEntry> written = journal.append(List.of(
                JournalEntry.of(opId, "work", OpState.STARTED)
                        .idempotencyKey(key(random))
                        .build(),
                JournalEntry.of(another, "work", OpState.STARTED)
                        .task(padding(random))
                        .build(),
                JournalEntry.of(opId, "work", end).build()));
        written.forEach(this::acknowledge);
    }

    private static String padding(Random random) {
        return "x".repeat(1 + random.nextInt(MOST_PADDING));
    }

    /** A few of the keys are new in each round, the others were there in the rounds before. */
    private String key(Random random) {
        return "key-" + (round * 8 + random.nextInt(24));
    }

    /** One write call for each line, so that a kill never leaves half of one in the pipe. */
    private void acknowledge(JournalEntry entry) {
        String line = Acknowledged.of(entry, compacting).toLine() + "\n";
        try {
            output.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
