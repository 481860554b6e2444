package dev.opjournal.sample.jobs;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import dev.opjournal.sample.simulator.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application, with two known signers and a clock that stands. */
@Import(JobTest.Time.class)
abstract class JobTest extends SampleTest {
    static final Signer OPS = new Signer("ops-2026");
    static final Signer NIGHT = new Signer("night");
    static final MutableClock CLOCK = new MutableClock();

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) {
        properties.add("jobs.keys.ops-2026", OPS::publicKey);
        properties.add("jobs.keys.night", NIGHT::publicKey);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {
        @Bean
        Clock clock() {
            return CLOCK;
        }
    }

    static Instant in(Duration ahead) {
        return CLOCK.instant().plus(ahead);
    }

    /** A job that starts a VM. */
    static String start(String nonce, String vmid, Instant expires) {
        return "{\"nonce\":\"%s\",\"expires\":\"%s\",\"vmid\":\"%s\",\"action\":\"start\"}"
                .formatted(nonce, expires, vmid);
    }

    static String startJob(String nonce, String vmid) {
        return start(nonce, vmid, in(Duration.ofMinutes(10)));
    }

    /** A job that sets the cores of a VM. */
    static String coresJob(String nonce, String vmid, int cores) {
        return "{\"nonce\":\"%s\",\"expires\":\"%s\",\"vmid\":\"%s\",\"action\":\"set_config\",\"settings\":{\"cores\":%d}}"
                .formatted(nonce, in(Duration.ofMinutes(10)), vmid, cores);
    }

    Answer send(String job) {
        return OPS.send(app, job);
    }
}
