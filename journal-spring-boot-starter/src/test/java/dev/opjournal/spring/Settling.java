package dev.opjournal.spring;

import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settles every {@code vm.start} that was interrupted. */
@Configuration(proxyBeanMethods = false)
class Settling {
    /** What the handlers of all contexts were asked about. A test clears it first. */
    static final List<String> ASKED = new CopyOnWriteArrayList<>();

    @Bean
    RecoveryHandler starts() {
        return settling("vm.start");
    }

    static RecoveryHandler settling(String kind) {
        return RecoveryHandler.forKind(kind, operation -> {
            ASKED.add(operation.opId());
            return RecoveryDecision.succeeded();
        });
    }
}
