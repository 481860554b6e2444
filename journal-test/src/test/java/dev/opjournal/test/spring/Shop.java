package dev.opjournal.test.spring;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import dev.opjournal.spring.Journaled;
import org.springframework.stereotype.Service;

@Service
class Shop {
    private final Journal journal;

    Shop(Journal journal) {
        this.journal = journal;
    }

    String order(String order) {
        return journal.execute(OperationSpec.of("card.charge").idempotencyKey(order), charge -> "payment of " + order);
    }

    @Journaled(kind = "card.refund", target = "#order")
    public String refund(String order) {
        return "refund of " + order;
    }
}
