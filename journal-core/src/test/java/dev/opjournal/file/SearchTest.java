package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationMatches;
import dev.opjournal.OperationQuery;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which operations a query finds, in which order, and what it costs at most. */
class SearchTest extends HookedJournalFixture {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final OperationSpec STOP = OperationSpec.of("vm.stop").target("102");
    private static final OperationQuery TEN = OperationQuery.newest(10);

    @Test
    void aNewJournalHoldsNothing() {
        assertThat(journal.find(TEN)).isEqualTo(new OperationMatches(List.of(), true));
    }

    @Test
    void theNewestEntryComesFirst() {
        Operation first = begin(START.opId("a"));
        begin(START.opId("b")).failed("refused");
        begin(START.opId("c"));
        first.taskRunning("UPID:1");

        assertThat(journal.find(TEN).complete()).isTrue();
        assertThat(journal.find(TEN).entries())
                .extracting(JournalEntry::opId, JournalEntry::state)
                .containsExactly(
                        tuple("a", OpState.TASK_RUNNING), tuple("c", OpState.STARTED), tuple("b", OpState.FAILED));
    }

    @Test
    void entriesAreWholeAsTheyAreInTheFile() {
        begin(START.opId("a").param("node", "pve1").idempotencyKey("job-1")).succeeded("done");

        assertThat(journal.find(TEN).entries())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("recordNumber")
                .containsExactly(journal.latest("a").orElseThrow());
    }

    @Test
    void asManyAreAnsweredAsTheLimitSays() {
        for (String opId : List.of("a", "b", "c")) {
            begin(START.opId(opId)).succeeded();
        }

        assertThat(ids(OperationQuery.newest(2))).containsExactly("c", "b");
        assertThat(journal.find(OperationQuery.newest(2)).complete()).isTrue();
    }

    @Test
    void theStateIsThatOfTheNewestEntry() {
        begin(START.opId("running")).taskRunning("UPID:1");
        begin(START.opId("begun"));
        begin(START.opId("failed")).failed("refused");
        begin(START.opId("succeeded")).succeeded();

        assertThat(ids(TEN.state(OpState.STARTED))).containsExactly("begun");
        assertThat(ids(TEN.state(OpState.TASK_RUNNING))).containsExactly("running");
        assertThat(ids(TEN.state(OpState.FAILED))).containsExactly("failed");
        assertThat(ids(TEN.state(OpState.FAILED).state(OpState.SUCCEEDED))).containsExactly("succeeded", "failed");
    }

    @Test
    void everyFilterMustMatch() {
        begin(START.opId("a"));
        begin(STOP.opId("b"));
        begin(START.opId("c").target("102")).succeeded();

        assertThat(ids(TEN.kind("vm.start"))).containsExactly("c", "a");
        assertThat(ids(TEN.target("102"))).containsExactly("c", "b");
        assertThat(ids(TEN.kind("vm.start").target("102"))).containsExactly("c");
        assertThat(ids(TEN.kind("vm.start").target("102").state(OpState.STARTED)))
                .isEmpty();
    }

    @Test
    void anOperationWithoutATargetIsFoundByTheEmptyOne() {
        begin(START.opId("a"));
        begin(OperationSpec.of("backup").opId("b"));

        assertThat(ids(TEN.target(""))).containsExactly("b");
    }

    @Test
    void anIdIsLookedUp() {
        begin(START.opId("a")).succeeded();
        begin(START.opId("b"));

        assertThat(ids(TEN.opId("a"))).containsExactly("a");
        assertThat(ids(TEN.opId("b").kind("vm.start"))).containsExactly("b");
        assertThat(ids(TEN.opId("a").kind("vm.stop"))).isEmpty();
        assertThat(ids(TEN.opId("unknown"))).isEmpty();
    }

    @Test
    void aKeyFindsEveryAttemptWithIt() {
        OperationSpec keyed = START.idempotencyKey("job-1");
        begin(keyed.opId("first")).failed("refused");
        begin(START.idempotencyKey("job-2").opId("other")).failed("refused");
        begin(keyed.opId("second")).failed("refused");
        Operation third = begin(keyed.opId("third"));

        assertThat(ids(TEN.idempotencyKey("job-1"))).containsExactly("third", "second", "first");
        third.succeeded();
        assertThat(ids(TEN.idempotencyKey("job-1"))).containsExactly("third", "second", "first");
        assertThat(ids(TEN.idempotencyKey("job-1").state(OpState.SUCCEEDED))).containsExactly("third");
        assertThat(ids(TEN.idempotencyKey("job-1").state(OpState.FAILED))).containsExactly("second", "first");
        assertThat(ids(OperationQuery.newest(2).idempotencyKey("job-1"))).containsExactly("third", "second");
        assertThat(ids(TEN.idempotencyKey("job-3"))).isEmpty();
    }

    @Test
    @NotWhileCompacting
    void whatIsNotDurableIsNotFound() throws Exception {
        begin(START.opId("a"));
        Gate gate = disk.holdBeforeTheWriteReturns();
        Caller<Operation> beginning = Caller.start(() -> journal.begin(START.opId("b")));
        gate.awaitReached();

        assertThat(ids(TEN)).containsExactly("a");

        gate.open();
        assertThat(beginning.answer().opId()).isEqualTo("b");
        assertThat(ids(TEN)).containsExactly("b", "a");
    }

    @Test
    @NotWhileCompacting
    void soManyAreLookedThroughAndNoMore() {
        begin(STOP.opId("oldest")).failed("refused");
        appendMany(Search.MOST_LINES);

        OperationMatches stops = journal.find(TEN.kind("vm.stop"));

        assertThat(stops.complete()).isFalse();
        assertThat(stops.entries()).isEmpty();
        // The tables tell which ones have failed, so that the others need not be read.
        assertThat(ids(TEN.kind("vm.stop").state(OpState.FAILED))).containsExactly("oldest");
        assertThat(journal.find(TEN.kind("vm.stop").state(OpState.FAILED)).complete())
                .isTrue();
        assertThat(journal.find(OperationQuery.newest(10_000)).complete()).isTrue();
    }

    @Test
    void aSearchIsWholeBesideCompactionsAndAppends() {
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            begun.add(0, begin(STOP.opId("stop-" + i)).opId());
        }
        Journals.compactInTheBackground(journal);
        Caller<Integer> appending = Caller.start(() -> {
            for (int i = 0; i < 200; i++) {
                begin(START).succeeded();
            }
            return 200;
        });

        do {
            assertThat(ids(OperationQuery.newest(1000).kind("vm.stop"))).isEqualTo(begun);
            assertThat(ids(OperationQuery.newest(1000))).doesNotHaveDuplicates();
        } while (appending.isUnderWay());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @NotWhileCompacting
    void aSearchLetsGoOfItsFile() throws IOException {
        begin(START.idempotencyKey("job-1")).succeeded();
        assertThat(journal.find(TEN).entries()).hasSize(1);
        assertThat(journal.find(TEN.idempotencyKey("job-1")).entries()).hasSize(1);

        journal.compact();

        assertThat(openFiles()).noneMatch(file -> file.endsWith("ops.journal (deleted)"));
    }

    @Test
    void aClosedJournalIsNotSearched() {
        journal.close();

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.find(TEN));
        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.find(TEN.opId("a")));
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        for (int limit : new int[] {-1, 0, 10_001}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> OperationQuery.newest(limit))
                    .withMessage("limit must be from 1 to 10000, but is " + limit);
        }
    }

    @Test
    void aQueryIsPrintedWithoutItsKey() {
        assertThat(TEN.kind("vm.start").state(OpState.FAILED).idempotencyKey("secret"))
                .hasToString("the newest 10 operations in [FAILED] of kind vm.start");
    }

    private Operation begin(OperationSpec spec) {
        return journal.begin(spec);
    }

    private void appendMany(int count) {
        for (int from = 0; from < count; from += EntryChecks.MOST_ENTRIES) {
            int first = from;
            journal.append(IntStream.range(0, EntryChecks.MOST_ENTRIES)
                    .mapToObj(i -> JournalEntry.of("many-" + (first + i), "vm.start", OpState.STARTED)
                            .build())
                    .toList());
        }
    }

    private List<String> ids(OperationQuery query) {
        return journal.find(query).entries().stream().map(JournalEntry::opId).toList();
    }

    private static List<String> openFiles() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            for (Path handle : handles.toList()) {
                // The handle of the listing itself is gone by now.
                if (Files.exists(handle, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(Files.readSymbolicLink(handle).toString());
                }
            }
        }
        return names;
    }
}
