package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.JournalException;
import java.nio.file.Path;
import org.springframework.boot.test.system.CapturedOutput;

/** An application that the starter does not let start. */
public final class FailedStart {
    private FailedStart() {}

    /** Starts an application and answers the journal's reason why it does not. */
    public static JournalException of(Path journal, Class<?> beans, String... properties) {
        Throwable failure = catchThrowable(
                () -> RunningApplication.start(journal, beans, properties).close());
        assertThat(failure).as("the application starts").isNotNull();
        while (!(failure instanceof JournalException)) {
            assertThat(failure.getCause()).as("no journal's reason").isNotNull();
            failure = failure.getCause();
        }
        return (JournalException) failure;
    }

    /** Asserts that the reason was printed as description and action, without a stack trace. */
    public static void assertThatAnalysisIsPrinted(CapturedOutput output, JournalException failure) {
        assertThat(output)
                .containsSubsequence(
                        "APPLICATION FAILED TO START", "Description:", failure.problem(), "Action:", failure.action())
                .doesNotContain("\tat dev.opjournal");
    }
}
