package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** A class path that holds what the starter brings along, and nothing else. */
class BareClassPathIT {
    /** What spring-boot-starter and journal-core need, and no more; DocumentationTest and the like are in test-classes. */
    private static final Pattern BROUGHT_ALONG =
            Pattern.compile("(journal-|spring-boot-(autoconfigure-|starter-|starter-logging-)?\\d"
                    + "|spring-(core|beans|context|aop|expression)-|micrometer-(commons|observation)-"
                    + "|jackson-|jspecify-|slf4j-api-|jul-to-slf4j-|log4j-|logback-|commons-logging-|snakeyaml-"
                    + "|jakarta\\.annotation-api-).*\\.jar");

    private static final Pattern WHAT_TESTS_NEED = Pattern.compile("(assertj-core|awaitility|hamcrest)-.*\\.jar");

    @TempDir
    Path directory;

    @Test
    void journalAndRecoveryNeedNothingElse() throws Exception {
        Path file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
        try (OtherProcess application =
                OtherProcess.startWithJars(BareClassPathIT::isWanted, directory, Application.class, file)) {
            assertThat(application.message()).isEqualTo("none of the optional is there");
            assertThat(application.exitCode()).as(application.output()).isZero();
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.latest("vm.start-1").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
        }
    }

    private static boolean isWanted(String classPathElement) {
        String name = new File(classPathElement).getName();
        return !name.endsWith(".jar")
                || BROUGHT_ALONG.matcher(name).matches()
                || WHAT_TESTS_NEED.matcher(name).matches();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application extends Settling {
        public static void main(String[] arguments) throws Exception {
            ConfigurableApplicationContext application =
                    SpringApplication.run(Application.class, "--journal.path=" + arguments[1]);
            application.close();
            OtherProcess.tell(arguments[0], optional());
        }

        private static String optional() {
            String there = String.join(
                    ", ",
                    Stream.of(
                                    "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                                    "org.springframework.boot.health.contributor.Health",
                                    "io.micrometer.core.instrument.MeterRegistry",
                                    "org.springframework.web.context.WebApplicationContext",
                                    "jakarta.servlet.Servlet",
                                    "org.aspectj.lang.ProceedingJoinPoint",
                                    "org.springframework.security.core.Authentication")
                            .filter(type -> ClassUtils.isPresent(type, Application.class.getClassLoader()))
                            .toList());
            return there.isEmpty() ? "none of the optional is there" : there;
        }
    }
}
