package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActuatorJmxTest {
    @TempDir
    Path directory;

    private @Nullable RunningApplication application;

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void anOperationIsReadOverJmx() throws Exception {
        start();
        application
                .journal()
                .begin(OperationSpec.of("vm.start").opId("op-1").param("node", "pve1"))
                .succeeded("done");

        assertThat(invoke("operation", "op-1").get("opId")).isEqualTo("op-1");
        assertThat((List<?>) invoke("operation", "op-1").get("history"))
                .last()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("state", "succeeded")
                .containsEntry("params", Map.of("node", "******"))
                .containsEntry("result", "******");
    }

    @Test
    void anOperationOfSeveralStepsIsATreeOverJmx() throws Exception {
        start();
        new StepRunner(
                        application.journal(),
                        List.of(Steps.named("vm.provision")
                                .step("clone", step -> step.result("pve1"))
                                .onCrash(CrashPolicy.RESUME)))
                .run(OperationSpec.of("vm.provision").opId("op-1"));

        for (Map<String, Object> told :
                List.of(invoke("operation", "op-1"), invoke("journal", null, null, null, null, "op-1", null))) {
            assertThat((List<?>) told.get("steps"))
                    .singleElement()
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("step", "clone")
                    .containsEntry("opId", "op-1.1")
                    .containsEntry("state", "succeeded")
                    .extractingByKey("history", InstanceOfAssertFactories.list(Map.class))
                    .last()
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("result", "******");
        }
        assertThat(invoke("operation", "op-1.1"))
                .containsEntry("parent", "op-1")
                .containsEntry("step", "clone");
    }

    @Test
    void theJournalIsReadWithFiltersOverJmx() throws Exception {
        start();
        application.journal().begin(OperationSpec.of("backup").opId("op-2")).failed("no space left");

        assertThat(journal(null, null)).doesNotContainKey("operations").containsKey("inFlight");
        assertThat((List<?>) journal("failed", 10).get("operations"))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("opId", "op-2");
        assertThatThrownBy(() -> journal("begun", null))
                .rootCause()
                .hasMessageContaining("state is 'begun'. Use one of started, task_running, succeeded, failed");
    }

    @Test
    void whoMayWriteResolvesAndActsOverJmx() throws Exception {
        start("management.endpoint.journal.access=unrestricted", "management.endpoint.journal.show-values=always");
        application.journal().begin(OperationSpec.of("backup").opId("op-2")).release("no answer came");

        assertThat(invoke("resolve", "op-2", "failed", "it never ran"))
                .isEqualTo(Map.of(
                        "opId", "op-2",
                        "state", "failed",
                        "at", at("op-2"),
                        "kind", "backup",
                        "params", Map.of(),
                        "error", "resolved by hand: it never ran"));
        assertThat(application.journal().latest("op-2").orElseThrow().state()).isEqualTo(OpState.FAILED);
        assertThat(invoke("act", "compact")).containsEntry("operationsDropped", 0L);
        assertThat(invoke("act", "recover")).containsEntry("state", "COMPLETED");
        assertThatThrownBy(() -> invoke("resolve", "op-2", "succeeded", "it ran"))
                .hasStackTraceContaining("Operation op-2 has ended before: it is failed.");
    }

    @Test
    void withoutMoreAccessNothingCanBeWritten() throws Exception {
        start();
        assertThat(operations()).containsExactlyInAnyOrder("journal", "operation");
        application.close();

        start("management.endpoint.journal.access=unrestricted");
        assertThat(operations()).containsExactlyInAnyOrder("journal", "operation", "act", "resolve");
        application.close();

        start("management.endpoint.journal.access=none");
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name()))
                .isFalse();
    }

    private void start(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.jmx.enabled=true",
                "spring.jmx.default-domain=ActuatorJmxTest",
                "management.endpoints.jmx.exposure.include=journal"));
        all.addAll(List.of(properties));
        application = RunningApplication.start(
                directory.resolve("ops.journal"), RunningApplication.NoBeans.class, all.toArray(String[]::new));
    }

    private String at(String opId) {
        return application.journal().latest(opId).orElseThrow().at().toString();
    }

    private static ObjectName name() throws JMException {
        return new ObjectName("ActuatorJmxTest:type=Endpoint,name=Journal");
    }

    private static List<String> operations() throws JMException {
        return Stream.of(ManagementFactory.getPlatformMBeanServer()
                        .getMBeanInfo(name())
                        .getOperations())
                .map(MBeanOperationInfo::getName)
                .toList();
    }

    private static Map<String, Object> journal(@Nullable String state, @Nullable Integer limit) throws JMException {
        return invoke("journal", state, null, null, null, null, limit);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> invoke(String operation, @Nullable Object... arguments) throws JMException {
        String[] signature = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            signature[i] = (arguments[i] instanceof Integer ? Integer.class : String.class).getName();
        }
        return (Map<String, Object>)
                ManagementFactory.getPlatformMBeanServer().invoke(name(), operation, arguments, signature);
    }
}
