package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the caller hears, and what stays of the operation, when its outcome cannot be recorded. */
class ExecuteFailureTest extends ExecuteFixture {
    private void breakTheDisk() {
        disk.beforeEachWrite(write -> {
            throw new IOException("Input/output error");
        });
    }

    @Test
    void whenTheJournalFailsInTheBodyASuccessIsNotAnswered() {
        var failed = catchThrowableOfType(
                JournalFailedException.class,
                () -> journal.execute(KEYED, op -> {
                    breakTheDisk();
                    return "done";
                }));

        assertThat(failed).hasMessageContaining("Input/output error");
        disk.letGo();
        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
        assertThat(journal.alreadyApplied("key")).isFalse();
    }

    @Test
    void whenTheJournalFailsInABodyThatThrowsTheBodysExceptionIsKept() {
        for (OperationSpec spec : List.of(KEYED, KEYED.failOn(IOException.class), START)) {
            IOException failure = new IOException("no answer");

            assertThat(catchThrowable(() -> journal.execute(spec, op -> {
                        breakTheDisk();
                        throw failure;
                    })))
                    .isSameAs(failure);

            assertThat(failure.getSuppressed()).singleElement().isInstanceOf(JournalFailedException.class);
            disk.letGo();
            reopen();
            assertThat(journal.takeOver("op", taken -> taken.failed("settled"))).isTrue();
            journal.close();
            directory = directory.resolve("next-" + spec.hashCode());
            directory.toFile().mkdir();
            open();
        }
    }

    @Test
    void whenTheJournalIsClosedInTheBodyASuccessIsNotAnswered() {
        assertThatExceptionOfType(JournalClosedException.class)
                .isThrownBy(() -> journal.execute(KEYED, op -> {
                    journal.close();
                    return "done";
                }));

        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    void whenTheJournalIsClosedInABodyThatThrowsTheBodysExceptionIsKept() {
        IOException failure = new IOException("no answer");

        assertThat(catchThrowable(() -> journal.execute(KEYED, op -> {
                    journal.close();
                    throw failure;
                })))
                .isSameAs(failure);

        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(JournalClosedException.class);
        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    void whatAnAppendEndedWhileTheBodyRanStands() {
        String answer = journal.execute(KEYED, op -> {
            journal.append(List.of(JournalEntry.of("op", "vm.start", OpState.FAILED)
                    .error("cancelled")
                    .build()));
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertFailed("cancelled");
    }

    @Test
    void anOutcomeThatCannotBeRecordedLeavesNobodyBehindAsOwner() {
        journal.close();
        AtomicBoolean stopped = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                if (stopped.get()) {
                    throw new IllegalStateException("no time");
                }
                return Instant.EPOCH;
            }
        };
        journal = Journals.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withClock(clock), disk);

        assertThat(catchThrowable(() -> journal.execute(KEYED, op -> {
                    stopped.set(true);
                    return "done";
                })))
                .hasMessage("no time");

        stopped.set(false);
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }
}
