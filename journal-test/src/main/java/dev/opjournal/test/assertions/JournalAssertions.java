package dev.opjournal.test.assertions;

import dev.opjournal.Journal;

/**
 * The door to assertions of journals, to be imported beside those of AssertJ:
 *
 * <pre>{@code
 * assertThat(journal).hasNothingInFlight().hasApplied("order-o-1");
 * assertThat(journal).operationWithKey("order-o-1").hasSucceeded().withResult("payment-1");
 * assertThat(journal).operation(opId).hasHistory(STARTED, TASK_RUNNING, SUCCEEDED);
 * }</pre>
 */
public final class JournalAssertions {
    private JournalAssertions() {}

    public static JournalAssert assertThat(Journal actual) {
        return new JournalAssert(actual);
    }
}
