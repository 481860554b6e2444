package dev.opjournal.file;

import dev.opjournal.test.DiskChange;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Looks at states that crashes leave, each but once, counts them and keeps the first that breaks a promise. Thread-safe. */
final class StateHunt {
    /** What is asked of a state. */
    interface Check {
        /**
         * Looks at a state.
         *
         * @param ticket of the ledger when the power went
         */
        void check(StrictDisk left, long ticket) throws Exception;
    }

    private final Path directory;
    private final int mostAtAPoint;
    private final Random random;
    private final String seed;
    private final Check check;
    private final Set<String> distinct = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<AssertionError> violation = new AtomicReference<>();

    /**
     * A hunt that has found nothing yet.
     *
     * @param directory whose files make the state
     * @param mostAtAPoint so many states are taken at each point in time at most
     */
    StateHunt(Path directory, int mostAtAPoint, long seed, Check check) {
        this.directory = directory;
        this.mostAtAPoint = mostAtAPoint;
        this.random = new Random(seed);
        this.seed = "seed " + seed;
        this.check = check;
    }

    /** How many different states were looked at: names and contents of all files. */
    int distinct() {
        return distinct.size();
    }

    /** How many changes were looked at, each when it had begun and when it was done. */
    long changes() {
        return changes.get();
    }

    /** Throws what was found first. */
    void assertNothingFound() {
        if (violation.get() != null) {
            throw violation.get();
        }
    }

    /**
     * Takes states at each change of a disk from now on.
     *
     * @param ticket asked for when the power goes
     * @param executor looks at them
     */
    void follow(StrictDisk disk, LongSupplier ticket, Executor executor) {
        disk.onChange(change -> {
            if (violation.get() == null) {
                changes.incrementAndGet();
                long now = ticket.getAsLong();
                take(disk, state -> executor.execute(() -> look(state, now, change)));
            }
        });
    }

    private void take(StrictDisk disk, Consumer<StrictDisk> state) {
        Random draws;
        synchronized (random) {
            draws = new Random(random.nextLong());
        }
        Survivals.each(disk, mostAtAPoint, draws, state);
    }

    private void look(StrictDisk left, long ticket, DiskChange change) {
        if (violation.get() != null) {
            return;
        }
        StrictDisk asFound = left.afterCrash(Survival.EVERYTHING);
        try {
            String digest = digest(left);
            distinct.add(digest);
            if (seen.add(digest + ticket)) {
                check.check(left, ticket);
            }
        } catch (Exception | Error e) {
            violation.compareAndSet(null, violation(asFound, ticket, change, e));
        }
    }

    private AssertionError violation(StrictDisk left, long ticket, DiskChange change, Throwable cause) {
        String where = "nowhere";
        try {
            Path kept = Files.createTempDirectory(Files.createDirectories(Path.of("target", "violations")), "state-");
            for (Path file : left.list(directory)) {
                Files.write(kept.resolve(file.getFileName()), left.contentOf(file));
            }
            where = kept.toString();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new AssertionError(
                "A crash at " + change + " (ticket " + ticket + ", " + seed + ") left what is kept in " + where + ": "
                        + cause,
                cause);
    }

    private String digest(StrictDisk left) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        for (Path file : left.list(directory).stream().sorted().toList()) {
            byte[] content = left.contentOf(file);
            digest.update((file + " " + content.length + " ").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
