package dev.opjournal.test.spring;

import static dev.opjournal.test.assertions.JournalAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;

@JournalTest(properties = {"journal.redact=card", "spring.jackson.property-naming-strategy=SNAKE_CASE"})
class JournalTestTest {
    @Autowired
    private ApplicationContext context;

    @Autowired
    private Journal journal;

    @Test
    void theContextHasTheJournalInATemporaryDirectory() {
        Path file = journal.status().path();
        assertThat(file.getParent().getFileName().toString()).startsWith("opjournal-test-");
        assertThat(Files.exists(file)).isTrue();
    }

    @Test
    void ofTheComponentsItHasHandlersAndNoServices() {
        assertThat(context.getBeansOfType(ChargeRecovery.class)).hasSize(1);
        assertThat(context.getBeansOfType(Shop.class)).isEmpty();
        assertThat(context.getEnvironment().getProperty("journal.redact")).isEqualTo("card");
    }

    @Test
    void whatIsReleasedIsRecovered() {
        journal.begin(OperationSpec.of("card.charge").opId("released")).release("no answer");

        await().atMost(Duration.ofSeconds(60)).until(() -> journal.inFlight().isEmpty());

        assertThat(journal).operation("released").hasSucceeded().withResult("recovered");
    }

    @Test
    void componentsWithHandlerMethodsAreThere() {
        assertThat(context.getBeansOfType(RefundRecovery.class)).hasSize(1);
    }

    /** As the whole application does. */
    @Test
    void resultsAreWrittenByTheMapperOfTheApplication() {
        Receipt unused = journal.execute(
                OperationSpec.of("card.receipt").opId("receipt"), Receipt.class, receipt -> new Receipt("p-1"));

        assertThat(journal).operation("receipt").withResult(Map.of("payment_id", "p-1"));
    }

    record Receipt(String paymentId) {}

    @Nested
    @Import(Shop.class)
    class WithTheShop {
        @Autowired
        private Shop shop;

        @Autowired
        private Journal journal;

        @Test
        void annotationsDoWhatTheySay() {
            assertThat(shop.refund("o-1")).isEqualTo("refund of o-1");
            assertThat(journal).hasOperations(1).hasNothingInFlight();
        }
    }
}
