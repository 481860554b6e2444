package dev.opjournal.spring;

import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.StepAction;
import dev.opjournal.steps.Steps;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A {@code vm.provision} of three steps, of which the first can be undone. A test says what the outside world does meanwhile. */
@Configuration(proxyBeanMethods = false)
public class Provision {
    /** What was called, in all contexts. A test clears it first. */
    public static final List<String> CALLED = new CopyOnWriteArrayList<>();

    public volatile StepAction configure = step -> {};
    public volatile StepAction undoClone = step -> {};

    @Bean
    Steps steps(Provision outside) {
        return Steps.named("vm.provision")
                .step("clone", step -> {
                    CALLED.add("clone");
                    step.taskRunning("UPID:pve1:7");
                    step.result(Map.of("token", "t-7", "node", "pve1"));
                })
                .compensate(step -> {
                    CALLED.add("undo clone");
                    outside.undoClone.run(step);
                })
                .step("configure", step -> {
                    CALLED.add("configure");
                    outside.configure.run(step);
                })
                .idempotent()
                .step("start", step -> CALLED.add("start"))
                .onCrash(CrashPolicy.RESUME);
    }
}
