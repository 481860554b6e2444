package dev.opjournal.test.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@TemporaryJournal
class WholeShopTest {
    @Autowired
    Journal journal;

    @Test
    void theWholeApplicationIsThere() {
        assertThat(journal.status().path().getFileName()).hasToString("test.journal");
    }
}
