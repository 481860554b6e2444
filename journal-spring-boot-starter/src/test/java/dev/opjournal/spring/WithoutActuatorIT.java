package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

class WithoutActuatorIT {
    @TempDir
    Path directory;

    @Test
    void journalAndRecoveryNeedNoActuator() throws Exception {
        Path file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
        try (OtherProcess application =
                OtherProcess.startWithJars(WithoutActuatorIT::isNotOptional, directory, Application.class, file)) {
            assertThat(application.message()).isEqualTo("no actuator, no health");
            assertThat(application.exitCode()).as(application.output()).isZero();
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.latest("vm.start-1").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
        }
    }

    private static boolean isNotOptional(String jar) {
        return !jar.contains("spring-boot-actuator") && !jar.contains("spring-boot-health");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        RecoveryHandler handler() {
            return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.succeeded());
        }

        public static void main(String[] arguments) throws Exception {
            new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .run("--journal.path=" + arguments[1])
                    .close();
            OtherProcess.tell(
                    arguments[0],
                    without("actuate.endpoint.annotation.Endpoint", "actuator") + ", "
                            + without("health.contributor.Health", "health"));
        }

        private static String without(String type, String name) {
            ClassLoader loader = WithoutActuatorIT.class.getClassLoader();
            return (ClassUtils.isPresent("org.springframework.boot." + type, loader) ? "" : "no ") + name;
        }
    }
}
