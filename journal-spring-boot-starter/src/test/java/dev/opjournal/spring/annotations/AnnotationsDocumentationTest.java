package dev.opjournal.spring.annotations;

import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.Journaled;
import dev.opjournal.spring.RecoveryHandlerFor;
import dev.opjournal.spring.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The examples of the page on annotations are here, word for word, and do what the page says. */
class AnnotationsDocumentationTest extends WithFile {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachExampleOfThePageIsRunHere() throws IOException {
        String here = unformatted(
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java")));
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("../docs/annotations.md")))
                .results()
                .map((MatchResult example) -> example.group(1))
                .toList();

        assertThat(examples).hasSize(4).allSatisfy(example -> assertThat(here).contains(unformatted(example)));
    }

    /** The formatter breaks lines elsewhere, and puts one space in front of a comment. */
    private static String unformatted(String code) {
        return code.replaceAll("\\s", "");
    }

    @Test
    void aStartedVm() {
        try (RunningApplication application = RunningApplication.start(file, Examples.class)) {
            Vms vms = application.bean(Vms.class);

            vms.start("101", "job-7f3a", null); // begins, runs, records the result
            vms.start("101", "job-7f3a", null); // answers the recorded result; nothing runs

            assertThat(application.bean(Proxmox.class).started).containsExactly("101");
            assertThat(vms.start("101", "job-7f3a", null)).isEqualTo("UPID:101");
            assertThat(Entries.states(file)).containsExactly("started", "task_running", "succeeded");
        }
    }

    @Test
    void aStartThatWasCutOff() {
        Interrupted.leave(file, "vm.start");
        RunningApplication.start(file, Examples.class).close();

        assertThat(Entries.states(file)).containsExactly("started", "task_running", "succeeded");
    }

    @Test
    void aPayment() throws DeclinedException {
        try (RunningApplication application = RunningApplication.start(file, Examples.class)) {
            Payments payments = application.bean(Payments.class);
            assertThatThrownBy(() -> payments.pay(new Order("o-1", 13))).isInstanceOf(DeclinedException.class);
            assertThat(Entries.last(file).path("state").asString()).isEqualTo("failed");

            Receipt receipt = payments.pay(new Order("o-1", 5));

            assertThat(payments.pay(new Order("o-1", 5))).isEqualTo(receipt);
            assertThat(Entries.last(file).path("idemp_key").asString()).isEqualTo("pay-o-1");
            assertThat(Entries.last(file).path("params").toString())
                    .isEqualTo("{\"amount\":\"5\",\"currency\":\"EUR\"}");
        }
    }

    @Test
    void aBackup() {
        try (RunningApplication application = RunningApplication.start(file, Examples.class)) {
            CompletableFuture<List<String>> backup =
                    application.bean(Backups.class).backUp("101", "job-1");
            assertThat(Entries.states(file)).containsExactly("started");

            application.bean(Archive.class).stored.complete(List.of("disk-0"));

            assertThat(backup).isCompletedWithValue(List.of("disk-0"));
            assertThat(application.bean(Backups.class).backUp("101", "job-1")).isCompletedWithValue(List.of("disk-0"));
            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Examples {
        @Bean
        Proxmox proxmox() {
            return new Proxmox();
        }

        @Bean
        Vms vms(Proxmox proxmox) {
            return new Vms(proxmox);
        }

        @Bean
        Payments payments() {
            return new Payments();
        }

        @Bean
        Archive archive() {
            return new Archive();
        }

        @Bean
        Backups backups(Archive archive) {
            return new Backups(archive);
        }
    }

    static class Vms {
        private final Proxmox proxmox;

        Vms(Proxmox proxmox) {
            this.proxmox = proxmox;
        }

        @Journaled(kind = "vm.start", target = "#vmid", idempotencyKey = "#key")
        public String start(String vmid, String key, Operation operation) {
            String upid = proxmox.start(vmid); // the call that a crash can cut in half
            operation.taskRunning(upid);
            proxmox.await(upid);
            return upid;
        }

        @RecoveryHandlerFor("vm.start")
        RecoveryDecision startCutOff(Operation start) {
            return start.task()
                    .map(upid -> proxmox.status(upid).toDecision())
                    .orElseGet(() -> proxmox.isRunning(start.target()) ? succeeded() : failed("It does not run."));
        }
    }

    static class Payments {
        private final Till till = new Till();

        @Journaled(
                kind = "payment",
                target = "#order.id",
                idempotencyKey = "'pay-' + #order.id",
                params = "{amount: #order.amount, currency: 'EUR'}",
                failOn = DeclinedException.class)
        public Receipt pay(Order order) throws DeclinedException {
            return till.pay(order);
        }
    }

    static class Backups {
        private final Archive archive;

        Backups(Archive archive) {
            this.archive = archive;
        }

        @Journaled(kind = "backup", target = "#vmid", idempotencyKey = "#key")
        public CompletableFuture<List<String>> backUp(String vmid, String key) {
            return archive.store(vmid);
        }
    }

    record Order(String id, int amount) {}

    record Receipt(String order, int amount) {}

    static class DeclinedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static class Till {
        Receipt pay(Order order) throws DeclinedException {
            if (order.amount() == 13) {
                throw new DeclinedException();
            }
            return new Receipt(order.id(), order.amount());
        }
    }

    static class Archive {
        final CompletableFuture<List<String>> stored = new CompletableFuture<>();

        CompletableFuture<List<String>> store(String vmid) {
            return stored;
        }
    }

    record Status(RecoveryDecision toDecision) {}

    static class Proxmox {
        final List<String> started = new ArrayList<>();

        String start(String vmid) {
            started.add(vmid);
            return "UPID:" + vmid;
        }

        void await(String upid) {}

        Status status(String upid) {
            return new Status(succeeded());
        }

        boolean isRunning(String vmid) {
            return started.contains(vmid);
        }
    }
}
