package dev.opjournal.test.spring;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import org.springframework.stereotype.Component;

@Component
class ChargeRecovery implements RecoveryHandler {
    @Override
    public String kind() {
        return "card.charge";
    }

    @Override
    public RecoveryDecision recover(Operation operation) {
        return RecoveryDecision.succeeded("recovered");
    }
}
