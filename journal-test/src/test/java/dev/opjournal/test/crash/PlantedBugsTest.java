package dev.opjournal.test.crash;

import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.resume;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Bugs that applications have, each with the shortest schedule that shows it. */
class PlantedBugsTest {
    private static CrashTest testOf(BiFunction<Journal, Bank, Shop> shop) {
        return CrashTest.of(points -> {
            Bank bank = new Bank(points);
            return CrashScenario.of(journal -> shop.apply(journal, bank))
                    .run(it -> it.order("o-1"))
                    .recoverWith(Shop::handlers)
                    .askAgain()
                    .invariant(journal -> assertThat(bank.charges()).hasSize(1));
        });
    }

    private static String findingOf(CrashTest test) {
        AssertionError finding = catchThrowableOfType(AssertionError.class, test::check);
        assertThat(finding).as("the bug is found").isNotNull();
        return finding.getMessage();
    }

    private static String replayOf(String finding) {
        return finding.substring(finding.lastIndexOf(".replay("));
    }

    @Test
    void aShopWithoutABugPasses() {
        CrashReport report = testOf(Shop::new).check();

        assertThat(report.writes()).isEqualTo(2);
        assertThat(report.effects()).isEqualTo(1);
        assertThat(report.distinct()).isGreaterThan(10);
        assertThat(report.schedules()).isGreaterThan(report.distinct());
    }

    @Test
    void aChargeBeforeTheBegin() {
        String finding = findingOf(testOf((journal, bank) -> new Shop(journal, bank) {
            @Override
            void order(String order) {
                bank.charge(order, "charge-" + order);
                journal.execute(spec(order), charge -> "charged");
            }
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"e1\")");
        assertThat(finding).contains("Expected size: 1 but was: 2");
    }

    @Test
    void aHandlerThatResumesWithoutAsking() {
        String finding = findingOf(testOf((journal, bank) -> new Shop(journal, bank) {
            @Override
            RecoveryDecision recover(Operation charge) {
                return resume(this::chargeNow);
            }
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"e1\")");
    }

    /** Without the mark on the effect the crash falls before the write behind it. */
    @Test
    void anEffectNeedsNoMark() {
        List<String> charges = new ArrayList<>();
        String finding = findingOf(CrashTest.of(() -> {
            charges.clear();
            return CrashScenario.of(journal -> journal)
                    .run(journal -> journal.execute(Shop.spec("o-1"), charge -> charges.add("o-1")))
                    .recoverWith(journal -> List.of(RecoveryHandler.forKind(
                            Shop.KIND,
                            op -> resume(charge -> {
                                charges.add("again");
                                charge.succeeded();
                            }))))
                    .invariant(journal -> assertThat(charges).hasSizeLessThan(2));
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"w2-lost\")");
    }

    @Test
    void aHandlerThatTakesDoubtForFailure() {
        String finding = findingOf(testOf((journal, bank) -> new Shop(journal, bank) {
            @Override
            RecoveryDecision recover(Operation charge) {
                return charge.task().isPresent() ? succeeded() : failed("no task was recorded");
            }
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"e1\")");
        assertThat(finding)
                .contains("recovery: the handler of card.charge #1 answered failed: no task was recorded")
                .contains("card.charge #1 started, failed (key charge-o-1)");
    }

    @Test
    void anOutcomeThatIsRecordedBeforeTheEffect() {
        String finding = findingOf(testOf((journal, bank) -> new Shop(journal, bank) {
            @Override
            void order(String order) {
                try {
                    journal.begin(spec(order)).succeeded();
                } catch (AlreadyAppliedException answered) {
                    return;
                }
                bank.charge(order, "charge-" + order);
            }
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"w2-kept\")");
        assertThat(finding).contains("CRASH: w2 is on the device, but nobody hears of it");
    }

    @Test
    void aKeyThatWasForgotten() {
        String finding = findingOf(testOf((journal, bank) -> new Shop(journal, bank) {
            @Override
            void order(String order) {
                journal.execute(OperationSpec.of(KIND).target(order), charge -> bank.charge(order, order));
            }

            @Override
            RecoveryDecision recover(Operation charge) {
                return bank.find(charge.target()).isPresent() ? succeeded() : failed("it was not charged");
            }
        }));
        assertThat(replayOf(finding)).isEqualTo(".replay(\"e1\")");
    }

    /** The bug needs two crashes: the first handler asks, but not the second time. */
    @Test
    void aBugThatOnlyASecondCrashShows() {
        List<String> handled = new ArrayList<>();
        BiFunction<Journal, Bank, Shop> shop = (journal, bank) -> new Shop(journal, bank) {
            @Override
            RecoveryDecision recover(Operation charge) {
                if (charge.task().isPresent()) {
                    return resume(this::chargeNow);
                }
                handled.add(charge.opId());
                return bank.charges().isEmpty()
                        ? resume(resumed -> {
                            resumed.taskRunning("again");
                            chargeNow(resumed);
                        })
                        : succeeded();
            }
        };
        assertThat(testOf(shop).crashes(1).check().schedules()).isEqualTo(7);
        assertThat(replayOf(findingOf(testOf(shop)))).isEqualTo(".replay(\"w1-kept,e1\")");
        assertThat(handled).isNotEmpty();
    }

    @Test
    void aStepWithoutItsCompensation() {
        assertThat(replayOf(findingOf(provision(false)))).isEqualTo(".replay(\"\")");
        assertThat(provision(true).check().schedules()).isGreaterThan(50);
    }

    /** The second step is refused, so that the first is to be undone. */
    private static CrashTest provision(boolean compensated) {
        return CrashTest.of(points -> {
            Bank bank = new Bank(points);
            Steps.Builder steps = Steps.named("order")
                    .step("charge", step -> bank.charge(step.target(), step.stepId()))
                    .check(step -> bank.find(step.stepId()).isPresent() ? succeeded() : failed("not charged"));
            if (compensated) {
                steps.compensate(step -> bank.giveBack(step.target()));
            }
            Steps order = steps.step("ship", step -> {
                        throw new OperationFailedException("sold out");
                    })
                    .onCrash(CrashPolicy.RESUME);
            return CrashScenario.of(journal -> new StepRunner(journal, List.of(order)))
                    .run(runner -> {
                        try {
                            runner.run(OperationSpec.of("order").target("o-1").idempotencyKey("order-o-1"));
                        } catch (RolledBackException expected) {
                            assertThat(expected).hasMessageContaining("sold out");
                        }
                    })
                    .recoverWith(StepRunner::handlers)
                    .askAgain()
                    .invariant(journal -> assertThat(bank.charges()).isEmpty());
        });
    }
}
