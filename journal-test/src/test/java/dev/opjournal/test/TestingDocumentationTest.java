package dev.opjournal.test;

import static dev.opjournal.OpState.STARTED;
import static dev.opjournal.OpState.SUCCEEDED;
import static dev.opjournal.OpState.TASK_RUNNING;
import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.test.assertions.JournalAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.test.crash.CrashPoints;
import dev.opjournal.test.crash.CrashReport;
import dev.opjournal.test.crash.CrashScenario;
import dev.opjournal.test.crash.CrashTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of docs/testing.md are here and in the room of Spring, word for word; what the page says they print, they print. */
class TestingDocumentationTest {
    private static final Path PAGE = Path.of("../docs/testing.md");
    private static final Path SOURCES = Path.of("src/test/java/dev/opjournal/test");

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The formatter breaks lines elsewhere, and puts one space in front of a comment. */
    private static String unformatted(String code) {
        return code.replaceAll("\\s", "");
    }

    @Test
    void eachExampleOfThePageIsRun() throws IOException {
        String sources = Stream.of(
                        "TestingDocumentationTest.java", "spring/ShopJournalTest.java", "spring/WholeShopTest.java")
                .map(SOURCES::resolve)
                .map(TestingDocumentationTest::read)
                .map(TestingDocumentationTest::unformatted)
                .collect(Collectors.joining());
        assertThat(blocks("java"))
                .hasSize(8)
                .allSatisfy(example -> assertThat(sources).contains(unformatted(example)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // The bank that stands in for the real one.
    static class Bank {
        private final CrashPoints points;
        private final Map<String, String> payments = new LinkedHashMap<>();

        Bank(CrashPoints points) {
            this.points = points;
        }

        String charge(String key, int cents) {
            return points.effect("the bank takes " + cents + " cents", () -> {
                String payment = "payment-" + (payments.size() + 1);
                payments.put(payment, key);
                return payment;
            });
        }

        Optional<String> find(String key) {
            return payments.entrySet().stream()
                    .filter(payment -> payment.getValue().equals(key))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        int payments() {
            return payments.size();
        }
    }

    static class Shop {
        private final Journal journal;
        final Bank bank;

        Shop(Journal journal, Bank bank) {
            this.journal = journal;
            this.bank = bank;
        }

        String order(String id, int cents) {
            OperationSpec spec = OperationSpec.of("card.charge").target(id).idempotencyKey("order-" + id);
            return journal.execute(spec, charge -> {
                String payment = bank.charge("order-" + id, cents);
                charge.taskRunning(payment);
                return payment;
            });
        }

        List<RecoveryHandler> recoveryHandlers() {
            return List.of(RecoveryHandler.forKind("card.charge", this::settle));
        }

        RecoveryDecision settle(Operation charge) {
            return charge.task().isPresent()
                    ? succeeded(charge.task().get())
                    : failed("no payment was recorded, so there was none");
        }
    }

    static class MendedShop extends Shop {
        MendedShop(Journal journal, Bank bank) {
            super(journal, bank);
        }

        @Override
        RecoveryDecision settle(Operation charge) {
            return bank.find(charge.idempotencyKey().orElseThrow())
                    .map(payment -> succeeded(payment))
                    .orElseGet(() -> failed("the bank knows no payment of this order"));
        }
    }

    /** The test of the page. */
    private static void anOrderIsPaidOnceWhereverWeCrash() {
        CrashReport report = CrashTest.of(points -> {
                    Bank bank = new Bank(points); // the outside world, which outlives each crash
                    return CrashScenario.of(journal -> new Shop(journal, bank)) // what starts anew after each
                            .run(shop -> shop.order("o-1", 999))
                            .recoverWith(shop -> shop.recoveryHandlers())
                            .askAgain() // who has ordered got no answer, and orders again
                            .invariant(journal -> assertThat(bank.payments()).isEqualTo(1));
                })
                .check();
        System.out.println(report);
    }

    /** The same of another shop. */
    private static CrashTest testOf(BiFunction<Journal, Bank, Shop> shops) {
        return CrashTest.of(points -> {
            Bank bank = new Bank(points);
            return CrashScenario.of(journal -> shops.apply(journal, bank))
                    .run(shop -> shop.order("o-1", 999))
                    .recoverWith(Shop::recoveryHandlers)
                    .askAgain()
                    .invariant(journal -> assertThat(bank.payments()).isEqualTo(1));
        });
    }

    @Test
    void theReportOfTheNaiveShopIsTheOneOfThePage() throws IOException {
        String report = blocks("text").get(0).stripTrailing();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(TestingDocumentationTest::anOrderIsPaidOnceWhereverWeCrash)
                .withMessage(report);
    }

    @Test
    void theReplayOfThePageRunsThatScheduleAlone() throws IOException {
        Matcher replay = Pattern.compile("`\\.replay\\(\"([^\"]+)\"\\)`").matcher(Files.readString(PAGE));
        assertThat(replay.find()).isTrue();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> testOf(Shop::new).replay(replay.group(1)))
                .withMessageContaining("CRASH: behind e1");
        assertThat(testOf(MendedShop::new).replay(replay.group(1)).schedules()).isEqualTo(1);
    }

    @Test
    void theFiguresOfThePageAreThoseOfTheMendedShop() throws IOException {
        assertThat(blocks("text").get(1).strip())
                .isEqualTo(testOf(MendedShop::new).check().toString());
    }

    @Test
    void theAssertionsOfThePageHold() {
        Path directory = Path.of("/strict");
        StrictDisk disk = StrictDisk.with(directory);
        try (Journal journal =
                FileJournal.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk)) {
            journal.begin(OperationSpec.of("card.refund").opId("refund-1")).release("no answer from the bank");
            Operation charge = journal.begin(OperationSpec.of("card.charge").idempotencyKey("order-o-1"));
            charge.taskRunning("payment-1");
            charge.succeeded("payment-1");

            assertThat(journal).hasApplied("order-o-1").hasOperations(2);
            assertThat(journal)
                    .operationWithKey("order-o-1")
                    .hasSucceeded()
                    .withResult("payment-1")
                    .hasHistory(STARTED, TASK_RUNNING, SUCCEEDED);
            assertThat(journal).operation("refund-1").isInterrupted().becauseOf("no answer");
        }
    }

    @Test
    void theDiskOfThePageLosesWhatWasNotSynced() {
        StrictDisk disk = StrictDisk.with(Path.of("/data"));
        Journal journal = FileJournal.open(Path.of("/data/ops.journal"), FileJournalOptions.defaults(), disk);
        journal.begin(OperationSpec.of("vm.start").idempotencyKey("job-1")).succeeded();

        StrictDisk left = disk.afterCrash(Survival.NOTHING); // what another machine would find on the device
        Journal reopened = FileJournal.open(Path.of("/data/ops.journal"), FileJournalOptions.defaults(), left);
        assertThat(reopened).hasApplied("job-1");
        reopened.close();
        journal.close();
    }
}
