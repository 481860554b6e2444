package dev.opjournal.test.spring;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.spring.RecoveryHandlerFor;
import org.springframework.stereotype.Component;

/** Settles refunds, and is no handler by its type. */
@Component
class RefundRecovery extends RefundRecoveryMethods {}

class RefundRecoveryMethods {
    @RecoveryHandlerFor("card.refund")
    RecoveryDecision cutOff(Operation refund) {
        return RecoveryDecision.succeeded("refunded");
    }
}
