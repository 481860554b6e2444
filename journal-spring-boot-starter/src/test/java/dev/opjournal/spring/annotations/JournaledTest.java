package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.ResultUnavailableException;
import dev.opjournal.spring.Journaled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What a call of a journaled method leaves in the file, and what its caller gets. */
class JournaledTest extends WithFile {
    private void run(Consumer<Shop> calls) {
        runIn(context -> calls.accept(context.getBean(Shop.class)));
    }

    private void runIn(Consumer<AssertableApplicationContext> calls) {
        AnnotatedApplication.with(file, Bank.class, Shop.class).run(context -> {
            assertThat(context).hasNotFailed();
            calls.accept(context);
        });
    }

    @Test
    void theOperationIsInTheFileBeforeTheMethodRuns() {
        runIn(context -> {
            context.getBean(Bank.class).onCharge = () -> assertThat(Entries.states(file))
                    .as("durable before the call goes out")
                    .containsExactly("started");

            context.getBean(Shop.class).charge(new Order("o-1", 5), "key-1");

            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
            JsonNode entry = Entries.last(file);
            assertThat(entry.path("kind").asString()).isEqualTo("card.charge");
            assertThat(entry.path("target").asString()).isEqualTo("o-1");
            assertThat(entry.path("idemp_key").asString()).isEqualTo("key-1");
            assertThat(entry.path("params").toString()).isEqualTo("{\"amount\":\"5\",\"currency\":\"EUR\"}");
            assertThat(entry.path("result").toString()).isEqualTo("{\"number\":\"r-1\",\"lines\":[\"o-1\",\"5\"]}");
        });
    }

    @Test
    void aLaterCallWithTheKeyGetsTheRecordedResultAsItsType() {
        runIn(context -> {
            Receipt first = context.getBean(Shop.class).charge(new Order("o-1", 5), "key-1");

            assertThat(context.getBean(Shop.class).charge(new Order("o-1", 5), "key-1"))
                    .isEqualTo(first)
                    .isNotSameAs(first);
            assertThat(context.getBean(Bank.class).charges).hasSize(1);
        });
    }

    @Test
    void aReplayOutlivesTheApplication() {
        run(shop -> shop.charge(new Order("o-1", 5), "key-1"));
        runIn(context -> {
            assertThat(context.getBean(Shop.class).charge(new Order("o-1", 5), "key-1"))
                    .isEqualTo(new Receipt("r-1", List.of("o-1", "5")));
            assertThat(context.getBean(Bank.class).charges).isEmpty();
        });
    }

    @Test
    void aGenericResultIsReplayedAsItsType() {
        run(shop -> {
            List<Receipt> first = shop.chargeAll(List.of(new Order("o-1", 5), new Order("o-2", 6)), "key-1");
            List<Receipt> replayed = shop.chargeAll(List.of(), "key-1");

            assertThat(replayed).isEqualTo(first).isNotSameAs(first).hasOnlyElementsOfType(Receipt.class);
        });
    }

    @Test
    void aResultWhoseTypeTheSubclassTellsIsReplayedAsThatType() {
        run(shop -> {
            shop.applyOnce(new Order("o-1", 5), "key-1");

            Order replayed = shop.applyOnce(new Order("another", 6), "key-1");
            assertThat(replayed).isEqualTo(new Order("o-1", 5));
        });
    }

    @Test
    void aMethodWithoutResultIsReplayedAsNothing() {
        runIn(context -> {
            Shop shop = context.getBean(Shop.class);
            shop.cancel("o-1");
            shop.cancel("o-1");

            assertThat(context.getBean(Bank.class).cancelled).containsExactly("o-1");
            assertThat(Entries.last(file).has("result")).isFalse();
        });
    }

    @Test
    void anOptionalAndAPrimitiveAreReplayed() {
        run(shop -> {
            assertThat(shop.balance("key-1")).isEqualTo(1);
            assertThat(shop.balance("key-1")).isEqualTo(1);
            assertThat(shop.note("key-2")).contains("note 2");
            assertThat(shop.note("key-2")).contains("note 2");
        });
    }

    @Test
    void aPrimitiveWhoseOperationWasSettledWithoutAResultIsNotMadeUp() {
        runIn(context -> {
            context.getBean(Journal.class)
                    .begin(OperationSpec.of("balance").idempotencyKey("key-1"))
                    .succeeded();

            assertThatExceptionOfType(ResultUnavailableException.class)
                    .isThrownBy(() -> context.getBean(Shop.class).balance("key-1"))
                    .withMessageContaining("int has no null");
        });
    }

    @Test
    void withoutAKeyEachCallIsAnOperationOfItsOwn() {
        runIn(context -> {
            context.getBean(Shop.class).ping(Map.of("host", "web"));
            context.getBean(Shop.class).ping(Map.of("host", "web"));

            assertThat(context.getBean(Bank.class).pings).isEqualTo(2);
            assertThat(Entries.states(file)).containsExactly("started", "succeeded", "started", "succeeded");
        });
    }

    @Test
    void anArgumentThatIsAMapIsTheParamsInItsOrderWithoutItsNulls() {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("zone", "b");
        params.put("host", Optional.of("web"));
        params.put("port", 443);
        params.put("note", null);
        params.put("rack", Optional.empty());
        run(shop -> shop.ping(params));

        assertThat(Entries.last(file).path("params").toString())
                .isEqualTo("{\"zone\":\"b\",\"host\":\"web\",\"port\":\"443\"}");
    }

    @Test
    void theMethodReceivesTheHandleOfItsOperation() {
        run(shop -> {
            String opId = shop.start(101, null);

            assertThat(Entries.states(file)).containsExactly("started", "task_running", "succeeded");
            assertThat(Entries.last(file).path("op_id").asString()).isEqualTo(opId);
            assertThat(Entries.last(file).path("task").asString()).isEqualTo("UPID:101");
        });
    }

    @Test
    void aHandleOfTheCallersIsRefusedAndNothingIsBegun() {
        runIn(context -> {
            Operation other = context.getBean(Journal.class).begin(OperationSpec.of("other"));

            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> context.getBean(Shop.class).start(101, other))
                    .withMessageContaining("Shop.start(int, Operation)")
                    .withMessageContaining("Pass null");
            assertThat(Entries.states(file)).containsExactly("started");
        });
    }

    @Test
    void whatTheMethodRecordsItselfStands() {
        run(shop -> shop.refuse("o-1", null));

        assertThat(Entries.last(file).path("state").asString()).isEqualTo("failed");
        assertThat(Entries.last(file).path("error").asString()).isEqualTo("refused by hand");
    }

    @Test
    void anExceptionThatFailOnNamesIsAFailureAndFreesTheKey() {
        runIn(context -> {
            Bank bank = context.getBean(Bank.class);
            Shop shop = context.getBean(Shop.class);
            DeclinedException declined = new DeclinedException("no money");
            bank.onCharge = () -> {
                throw declined;
            };
            assertThat(catchThrowable(() -> shop.charge(new Order("o-1", 5), "key-1")))
                    .isSameAs(declined);
            assertThat(Entries.last(file).path("state").asString()).isEqualTo("failed");
            assertThat(Entries.last(file).path("error").asString()).isEqualTo("no money");

            bank.onCharge = () -> {};
            assertThat(shop.charge(new Order("o-1", 5), "key-1").number()).isEqualTo("r-1");
        });
    }

    @Test
    void anyOtherExceptionReleasesTheOperationAndKeepsTheKey() {
        runIn(context -> {
            Shop shop = context.getBean(Shop.class);
            IllegalStateException noAnswer = new IllegalStateException("no answer");
            context.getBean(Bank.class).onCharge = () -> {
                throw noAnswer;
            };
            assertThat(catchThrowable(() -> shop.charge(new Order("o-1", 5), "key-1")))
                    .isSameAs(noAnswer);

            assertThat(AnnotatedApplication.inFlight(context).isRelease()).isTrue();
            assertThatExceptionOfType(KeyInFlightException.class)
                    .isThrownBy(() -> shop.charge(new Order("o-1", 5), "key-1"));
        });
    }

    @Test
    void aCheckedExceptionPassesUnchanged() {
        run(shop -> {
            FileNotFoundException missing = new FileNotFoundException("no such file");
            assertThat(catchThrowable(() -> shop.copy(missing))).isSameAs(missing);

            AssertionError error = new AssertionError("broken");
            assertThat(catchThrowable(() -> shop.copy(error))).isSameAs(error);
        });
        assertThat(Entries.states(file)).containsExactly("started", "failed", "started", "failed");
    }

    @Test
    void theKeyOfAnotherRequestIsAConflict() {
        run(shop -> {
            shop.charge(new Order("o-1", 5), "key-1");

            assertThatExceptionOfType(KeyConflictException.class)
                    .isThrownBy(() -> shop.charge(new Order("o-1", 6), "key-1"));
        });
    }

    @Test
    void aCallWithoutItsKeyIsRefusedAndNotRun() {
        runIn(context -> {
            for (String missing : new String[] {null, ""}) {
                assertThatExceptionOfType(InvalidEntryException.class)
                        .isThrownBy(() -> context.getBean(Shop.class).charge(new Order("o-1", 5), missing))
                        .withMessageContaining("Shop.charge(Order, String)")
                        .withMessageContaining("idempotencyKey")
                        .withMessageContaining("#key");
            }
            assertThat(context.getBean(Bank.class).charges).isEmpty();
            assertThat(Entries.in(file)).isEmpty();
        });
    }

    @Test
    void aCallWithoutItsTargetIsRefusedAndNotRun() {
        runIn(context -> {
            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> context.getBean(Shop.class).charge(new Order(null, 5), "key-1"))
                    .withMessageContaining("target")
                    .withMessageContaining("#order.id");
            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> context.getBean(Shop.class).charge(null, "key-1"))
                    .withMessageContaining("Shop.charge(Order, String)");
            assertThat(context.getBean(Bank.class).charges).isEmpty();
        });
    }

    @Test
    void aKeyThatSaysOnlyWhichObjectItIsIsRefused() {
        run(shop -> {
            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> shop.sign(new Object()))
                    .withMessageContaining("java.lang.Object");
            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> shop.sign(new byte[] {1}))
                    .withMessageContaining("byte[]");
            shop.sign(7L);
        });
        assertThat(Entries.last(file).path("idemp_key").asString()).isEqualTo("7");
    }

    record Order(String id, int amount) {}

    record Receipt(String number, List<String> lines) {}

    static class DeclinedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeclinedException(String message) {
            super(message);
        }
    }

    /** The outside world. */
    static class Bank {
        final List<Order> charges = new ArrayList<>();
        final List<String> cancelled = new ArrayList<>();
        Runnable onCharge = () -> {};
        int pings;
    }

    abstract static class Applying<T> {
        @Journaled(kind = "apply", idempotencyKey = "#key")
        public T applyOnce(T value, String key) {
            return value;
        }
    }

    static class Shop extends Applying<Order> {
        private final Bank bank;

        Shop(Bank bank) {
            this.bank = bank;
        }

        @Journaled(
                kind = "card.charge",
                target = "#order.id",
                idempotencyKey = "#key",
                params = "{amount: #order.amount, currency: 'EUR'}",
                failOn = DeclinedException.class)
        public Receipt charge(Order order, String key) {
            bank.onCharge.run();
            bank.charges.add(order);
            return receipt(order);
        }

        @Journaled(kind = "card.chargeAll", idempotencyKey = "#p1")
        public List<Receipt> chargeAll(List<Order> orders, String key) {
            return orders.stream().map(Shop::receipt).toList();
        }

        private static Receipt receipt(Order order) {
            return new Receipt("r-1", List.of(order.id(), "" + order.amount()));
        }

        @Journaled(kind = "order.cancel", target = "#id", idempotencyKey = "'cancel-' + #id")
        void cancel(String id) {
            bank.cancelled.add(id);
        }

        @Journaled(kind = "balance", idempotencyKey = "#key")
        public int balance(String key) {
            return ++bank.pings;
        }

        @Journaled(kind = "note", idempotencyKey = "#key")
        public Optional<String> note(String key) {
            return Optional.of("note " + ++bank.pings);
        }

        @Journaled(kind = "ping", params = "#params")
        public void ping(Map<String, Object> params) {
            bank.pings++;
        }

        @Journaled(kind = "vm.start", target = "#vmid")
        public String start(int vmid, Operation operation) {
            operation.taskRunning("UPID:" + vmid);
            return operation.opId();
        }

        @Journaled(kind = "refuse", target = "#id", idempotencyKey = "#id")
        public void refuse(String id, Operation operation) {
            operation.failed("refused by hand");
        }

        @Journaled(kind = "copy")
        public void copy(Throwable failure) throws IOException {
            if (failure instanceof IOException checked) {
                throw checked;
            }
            throw (Error) failure;
        }

        @Journaled(kind = "sign", idempotencyKey = "#what")
        public void sign(Object what) {}
    }
}
