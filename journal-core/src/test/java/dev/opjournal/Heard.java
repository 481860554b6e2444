package dev.opjournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.awaitility.core.ThrowingRunnable;

/** A listener that remembers all it is told, in order, and in which threads; told to, it does something first. */
public final class Heard implements JournalListener {
    /** The events that are not values of the journal. */
    public enum Signal {
        FULL,
        HAS_ROOM
    }

    public record Ended(JournalEntry entry, Instant begunAt) {}

    public record Failure(String reason) {}

    public record Missed(long count) {}

    private final Consumer<Object> first;
    private final Queue<Object> events = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    public Heard() {
        this(event -> {});
    }

    /** Does something with each event before it is remembered; if that throws, it is not. */
    public Heard(Consumer<Object> first) {
        this.first = first;
    }

    private void hear(Object event) {
        threads.add(Thread.currentThread());
        first.accept(event);
        events.add(event);
    }

    @Override
    public void entryDurable(JournalEntry entry) {
        hear(entry);
    }

    @Override
    public void batchWritten(BatchWritten batch) {
        hear(batch);
    }

    @Override
    public void operationEnded(JournalEntry entry, Instant begunAt) {
        hear(new Ended(entry, begunAt));
    }

    @Override
    public void keyClaimed(KeyClaim claim) {
        hear(claim);
    }

    @Override
    public void recoveryOutcome(RecoveryOutcome outcome) {
        hear(outcome);
    }

    @Override
    public void journalFull() {
        hear(Signal.FULL);
    }

    @Override
    public void journalHasRoom() {
        hear(Signal.HAS_ROOM);
    }

    @Override
    public void journalFailed(String reason) {
        hear(new Failure(reason));
    }

    @Override
    public void eventsMissed(long count) {
        hear(new Missed(count));
    }

    public List<Object> events() {
        return List.copyOf(events);
    }

    public <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public List<JournalEntry> entries() {
        return events(JournalEntry.class);
    }

    /** Each thread in which it was called, once. */
    public List<Thread> threads() {
        return threads.stream().distinct().toList();
    }

    /** Waits until the thread in which it was called has ended: then it has heard all that it will ever hear. */
    public void awaitEnd() {
        eventually(() -> assertThat(threads()).isNotEmpty().noneMatch(Thread::isAlive));
    }

    /** Waits until what it has heard is as asserted. */
    public static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(assertion);
    }
}
