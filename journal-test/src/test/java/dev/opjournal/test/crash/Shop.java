package dev.opjournal.test.crash;

import static dev.opjournal.recovery.RecoveryDecision.resume;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.util.List;

/** An application that charges each order once. */
class Shop {
    static final String KIND = "card.charge";

    final Journal journal;
    final Bank bank;

    Shop(Journal journal, Bank bank) {
        this.journal = journal;
        this.bank = bank;
    }

    static OperationSpec spec(String order) {
        return OperationSpec.of(KIND).target(order).idempotencyKey("charge-" + order);
    }

    void order(String order) {
        journal.execute(spec(order), charge -> bank.charge(order, "charge-" + order));
    }

    final List<RecoveryHandler> handlers() {
        return List.of(RecoveryHandler.forKind(KIND, this::recover));
    }

    RecoveryDecision recover(Operation charge) {
        return bank.find(charge.idempotencyKey().orElseThrow()).isPresent() ? succeeded() : resume(this::chargeNow);
    }

    final void chargeNow(Operation charge) {
        charge.succeeded(bank.charge(charge.target(), charge.idempotencyKey().orElse("")));
    }
}
