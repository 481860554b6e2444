package dev.opjournal.test.spring;

import static dev.opjournal.test.assertions.JournalAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;

@SpringBootTest(properties = "journal.path=/where/no/test/may/write/ops.journal")
@TemporaryJournal
class TemporaryJournalTest {
    @Autowired
    private Shop shop;

    @Autowired
    private Journal journal;

    @Test
    void theWholeApplicationKeepsItsJournalInATemporaryDirectory() {
        assertThat(shop.order("o-1")).isEqualTo("payment of o-1");
        assertThat(journal).operationWithKey("o-1").hasSucceeded().withResult("payment of o-1");
    }

    @Test
    void itIsDeletedWithItsContext() throws Exception {
        TestContextManager other = new TestContextManager(Other.class);
        ApplicationContext context = other.getTestContext().getApplicationContext();
        Path directory = context.getBean(Journal.class).status().path().getParent();
        assertThat(directory).isNotEqualTo(journal.status().path().getParent());
        assertThat(Files.isDirectory(directory)).isTrue();

        other.getTestContext().markApplicationContextDirty(null);

        assertThat(directory).doesNotExist();
        assertThat(journal.status().path()).exists();
    }

    @SpringBootTest(properties = "another=context")
    @TemporaryJournal
    static class Other {}
}
