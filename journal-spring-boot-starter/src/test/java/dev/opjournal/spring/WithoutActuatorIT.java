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
    void journalAndRecoveryNeedNeitherActuatorNorMicrometer() throws Exception {
        Path file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
        try (OtherProcess application =
                OtherProcess.startWithJars(WithoutActuatorIT::isNotOptional, directory, Application.class, file)) {
            assertThat(application.message()).isEqualTo("no actuator, no health, no micrometer");
            assertThat(application.exitCode()).as(application.output()).isZero();
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.latest("vm.start-1").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
        }
    }

    private static boolean isNotOptional(String jar) {
        return !jar.contains("spring-boot-actuator")
                && !jar.contains("spring-boot-health")
                && !jar.contains("micrometer");
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
                    without("org.springframework.boot.actuate.endpoint.annotation.Endpoint", "actuator") + ", "
                            + without("org.springframework.boot.health.contributor.Health", "health") + ", "
                            + without("io.micrometer.observation.Observation", "micrometer"));
        }

        private static String without(String type, String name) {
            ClassLoader loader = WithoutActuatorIT.class.getClassLoader();
            return (ClassUtils.isPresent(type, loader) ? "" : "no ") + name;
        }
    }
}
