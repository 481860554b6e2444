package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.spring.InvalidAnnotationException;
import dev.opjournal.spring.autoconfigure.JournalAnnotationsAutoConfiguration;
import dev.opjournal.spring.autoconfigure.JournalAutoConfiguration;
import dev.opjournal.spring.autoconfigure.JournalRecoveryAutoConfiguration;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Contexts with what a Spring Boot application has for the annotations, and no more. */
final class AnnotatedApplication {
    private AnnotatedApplication() {}

    static ApplicationContextRunner with(Path journal, Class<?>... beans) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AopAutoConfiguration.class,
                        JournalAutoConfiguration.class,
                        JournalAnnotationsAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class))
                .withPropertyValues("journal.path=" + journal)
                .withUserConfiguration(beans);
    }

    /** All entries in the journal of the one operation that is in flight. */
    static JournalEntry inFlight(ApplicationContext context) {
        List<JournalEntry> inFlight = context.getBean(Journal.class).inFlight();
        assertThat(inFlight).hasSize(1);
        return inFlight.get(0);
    }

    /** Why the context did not start. */
    static InvalidAnnotationException refusal(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable failure = context.getStartupFailure();
        while (failure != null && !(failure instanceof InvalidAnnotationException)) {
            failure = failure.getCause();
        }
        assertThat(failure)
                .as("why the start was refused: %s", context.getStartupFailure())
                .isNotNull();
        return (InvalidAnnotationException) failure;
    }
}
