package dev.opjournal.sample.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.sample.SampleTest;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.vms.VmService;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** Corrections that the service or the journal does not take. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "proxmox.max-operations=1")
class ReconcileRefusedTest extends SampleTest {
    @Test
    void theyAreComplainedOfOnceAndTriedAgain(
            CapturedOutput output,
            @Autowired VmService service,
            @Autowired ProxmoxClient proxmox,
            @Autowired Journal journal) {
        Map<String, Wish> wishes = Map.of("100", new Wish(Power.RUNNING, Map.of("cores", "2")));
        Reconciler reconciler = new Reconciler(
                service, proxmox, new ReconcileProperties(Duration.ofSeconds(10), wishes), Clock.systemUTC());
        String other = taken(start("101"));
        for (int i = 0; i < 3; i++) {
            reconciler.round();
            assertThat(vm(reconciler).problem()).contains("1 operations are under way");
        }
        assertThat(journaled()).isEqualTo(1);

        awaitEnd(other, "succeeded");
        reconciler.round();
        assertThat(vm(reconciler).problem()).isNull();
        awaitEnd(String.valueOf(vm(reconciler).lastOperation()), "succeeded");

        journal.close();
        for (int i = 0; i < 3; i++) {
            reconciler.round();
            assertThat(vm(reconciler).problem()).contains("closed");
        }
        assertThat(reconciler.view().rounds()).isEqualTo(7);
        assertThat(cluster.tasks("qmstart", "100")).isZero();
        assertThat(output.getOut().split("VM 100 cannot be reconciled", -1)).hasSize(3);
    }

    private static VmView vm(Reconciler reconciler) {
        return reconciler.view().vms().get(0);
    }
}
