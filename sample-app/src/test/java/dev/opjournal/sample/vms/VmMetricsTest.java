package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import org.junit.jupiter.api.Test;

/** What is measured of the operations on VMs. */
class VmMetricsTest extends SampleTest {
    @Test
    void aStartedVmIsSeenInTheMetrics() {
        awaitEnd(taken(start("100")), "succeeded");

        // Meters hear of an end some moments later.
        await().untilAsserted(() -> {
            Answer timer = app.get("/actuator/metrics/journal.operations?tag=kind:start&tag=outcome:succeeded");
            assertThat(timer.status()).isEqualTo(200);
            assertThat(timer.at("measurements.0.value")).isEqualTo("1.0");
        });
    }
}
