package dev.opjournal.test.spring;

import static dev.opjournal.test.assertions.JournalAssertions.assertThat;

import dev.opjournal.Journal;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@JournalTest
@Import(Shop.class)
class ShopJournalTest {
    @Autowired
    Shop shop;

    @Autowired
    Journal journal;

    @Test
    void anOrderIsJournaled() {
        shop.order("o-1");
        assertThat(journal).operationWithKey("o-1").hasSucceeded();
    }
}
