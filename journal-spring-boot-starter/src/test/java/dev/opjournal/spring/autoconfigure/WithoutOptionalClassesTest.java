package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

/** All auto-configurations of the starter, where one optional library or all of them are missing. */
class WithoutOptionalClassesTest {
    private static final String[] OPTIONAL = {
        "org.springframework.boot.actuate",
        "org.springframework.boot.health",
        "io.micrometer",
        "org.springframework.web",
        "jakarta.servlet",
        "org.aspectj",
        "org.springframework.security"
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.actuate",
                "org.springframework.boot.health",
                "io.micrometer",
                "org.springframework.web",
                "jakarta.servlet"
            })
    void journalAndRecoveryNeedNoneOfThem(String missing) {
        assertThatJournalAndRecoveryAreThereWithout(missing);
    }

    @Test
    void journalAndRecoveryNeedNoOptionalClass() {
        assertThatJournalAndRecoveryAreThereWithout(OPTIONAL);
    }

    @Test
    void whatShowsTheJournalIsLeftOutWhereNothingCouldShowIt() {
        runnerWithout(OPTIONAL)
                .run(context -> assertThat(context.getBeansOfType(Object.class).values())
                        .extracting(bean -> bean.getClass().getName())
                        .noneMatch(name -> name.startsWith("dev.opjournal.spring.actuate."))
                        // What names the operation in log lines needs no more than the log.
                        .filteredOn(name -> name.startsWith("dev.opjournal.spring.metrics."))
                        .containsOnly("dev.opjournal.spring.metrics.JournalMdc"));
    }

    private void assertThatJournalAndRecoveryAreThereWithout(String... packages) {
        runnerWithout(packages)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Journal.class)
                        .hasSingleBean(Recovery.class));
    }

    private ApplicationContextRunner runnerWithout(String... packages) {
        return new ApplicationContextRunner()
                .withUserConfiguration(AutoConfigured.class)
                .withClassLoader(new FilteredClassLoader(packages))
                .withPropertyValues(
                        "journal.path=" + directory.resolve("ops.journal"),
                        "management.endpoints.web.exposure.include=journal");
    }

    /** Named as applications find them: a class that is at hand is looked at before its conditions are. */
    static final class OurAutoConfigurations implements DeferredImportSelector {
        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            String[] ours = StreamSupport.stream(
                            ImportCandidates.load(
                                            AutoConfiguration.class, getClass().getClassLoader())
                                    .spliterator(),
                            false)
                    .filter(name -> name.startsWith("dev.opjournal."))
                    .toArray(String[]::new);
            assertThat(ours).hasSizeGreaterThanOrEqualTo(4);
            return ours;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(OurAutoConfigurations.class)
    static class AutoConfigured {}
}
