package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.OperationSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActuatorJmxTest {
    @TempDir
    Path directory;

    @Test
    void theEndpointAnswersOverJmxToo() throws Exception {
        try (RunningApplication application = RunningApplication.start(
                directory.resolve("ops.journal"),
                RunningApplication.NoBeans.class,
                "spring.jmx.enabled=true",
                "spring.jmx.default-domain=ActuatorJmxTest",
                "management.endpoints.jmx.exposure.include=journal")) {
            application
                    .journal()
                    .begin(OperationSpec.of("vm.start").opId("op-1").param("node", "pve1"))
                    .succeeded("done");

            Map<?, ?> operation = (Map<?, ?>) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("ActuatorJmxTest:type=Endpoint,name=Journal"),
                            "operation",
                            new Object[] {"op-1"},
                            new String[] {String.class.getName()});
            assertThat(operation.get("opId")).isEqualTo("op-1");
            assertThat((List<?>) operation.get("history"))
                    .last()
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("state", "succeeded")
                    .containsEntry("params", Map.of("node", "******"))
                    .containsEntry("result", "******");
        }
    }
}
