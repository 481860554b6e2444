package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a disk that can be made to fail, and bodies that throw. */
abstract class ExecuteFixture {
    static final OperationSpec START = OperationSpec.of("vm.start").opId("op").target("101");

    static final OperationSpec KEYED = START.idempotencyKey("key");

    @TempDir
    Path directory;

    final HookedDisk disk = new HookedDisk();

    Journal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    void reopen() {
        journal.close();
        open();
    }

    JournalEntry latest() {
        return journal.latest("op").orElseThrow();
    }

    void assertFailed(String reason) {
        assertThat(latest().state()).isEqualTo(OpState.FAILED);
        assertThat(latest().error()).contains(reason);
        assertThat(journal.inFlight()).isEmpty();
    }

    /** A body that throws the given thing, whatever it is. */
    static <X extends Throwable> OperationBody<String, RuntimeException> throwing(X failure) {
        return operation -> ExecuteTest.<String, RuntimeException>raise(failure);
    }

    @SuppressWarnings("unchecked")
    static <T, X extends Throwable> T raise(Throwable failure) throws X {
        throw (X) failure;
    }

    void assertRuns(OperationSpec spec) {
        AtomicInteger runs = new AtomicInteger();
        String answer = journal.execute(spec, op -> {
            runs.incrementAndGet();
            return "done";
        });
        assertThat(answer).isEqualTo("done");
        assertThat(runs).hasValue(1);
    }
}
