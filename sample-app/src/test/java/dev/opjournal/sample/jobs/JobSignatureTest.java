package dev.opjournal.sample.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** What is not signed gets one answer, whatever is wrong with it, and nothing of it is journaled. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "logging.level.dev.opjournal.sample.jobs=INFO")
class JobSignatureTest extends JobTest {
    private static final String VMID = "100";

    private final String job = startJob("unsigned", VMID);
    private final List<Answer> refused = new ArrayList<>();
    private long before;

    @BeforeEach
    void count() {
        before = journaled();
    }

    @AfterEach
    void allWereRefusedAlike() {
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertProblem(answer, 401, "Job not signed");
            assertThat(answer.at("type")).isEqualTo("urn:opjournal:sample:job-not-signed");
            assertThat(answer.header("WWW-Authenticate")).contains("Job-Signature");
        });
        assertThat(refused)
                .extracting(answer -> answer.raw().body())
                .containsOnly(refused.get(0).raw().body());
        assertThat(journaled()).isEqualTo(before);
        assertThat(cluster.tasks("qmstart", VMID)).isZero();
    }

    @Test
    void missingHeaders() {
        String signature = base64(OPS.signature(job));
        String[] json = {"Content-Type", "application/json"};
        refused.add(app.post("/jobs", job, json));
        refused.add(app.post("/jobs", job, json[0], json[1], "Job-Key", "ops-2026"));
        refused.add(app.post("/jobs", job, json[0], json[1], "Job-Signature", signature));
        refused.add(OPS.send(app, job, ""));
        refused.add(OPS.as("").send(app, job));
    }

    @Test
    void keysThatAreUnknownOrOfAnotherSigner() {
        refused.add(new Signer("stranger").send(app, job));
        refused.add(new Signer("ops-2026").send(app, job));
        refused.add(OPS.as("stranger").send(app, job));
        refused.add(OPS.as("night").send(app, job));
        refused.add(OPS.as("OPS-2026").send(app, job));
    }

    @Test
    void aTamperedByteAnywhereInTheSignature() {
        byte[] signature = OPS.signature(job);
        for (int i = 0; i < signature.length; i++) {
            byte[] tampered = signature.clone();
            tampered[i] ^= 1;
            refused.add(OPS.send(app, job, base64(tampered)));
        }
    }

    @Test
    void aTamperedByteAnywhereInTheBody() {
        String signature = base64(OPS.signature(job));
        for (int i = 0; i < job.length(); i++) {
            String tampered = job.substring(0, i) + (char) (job.charAt(i) ^ 1) + job.substring(i + 1);
            refused.add(OPS.send(app, tampered, signature));
        }
        refused.add(OPS.send(app, job + " ", signature));
        refused.add(OPS.send(app, job.substring(1), signature));
        refused.add(OPS.send(app, "", signature));
    }

    @Test
    void signaturesThatAreNone() {
        byte[] signature = OPS.signature(job);
        byte[] longer = Arrays.copyOf(signature, signature.length + 1);
        byte[] shorter = Arrays.copyOf(signature, signature.length - 1);
        for (String text : List.of(
                base64(longer),
                base64(shorter),
                base64(new byte[64]),
                "%%%",
                "=",
                base64(signature) + ",x",
                "ÿþ",
                "00")) {
            refused.add(OPS.send(app, job, text));
        }
        refused.add(OPS.send(app, job, "x".repeat(4_000)));
        refused.add(OPS.send(app, job, base64(OPS.signature(job + " "))));
    }

    @Test
    void aBodyIsNotReadBeforeItsSignature() {
        refused.add(OPS.send(app, "{", base64(OPS.signature("{ "))));
        refused.add(OPS.send(app, "{\"nonce\":1}", ""));
    }

    @Test
    void theLogNamesKnownKeysAndNothingThatTheSenderWrote(CapturedOutput output) {
        refused.add(OPS.send(app, job, "abcdSIGNATURE"));
        refused.add(OPS.as("someKeyOfTheirs").send(app, job));

        assertThat(output)
                .contains("Refused a job that names key ops-2026: Job not signed")
                .contains("Refused a job that names no known key: Job not signed")
                .doesNotContain("abcdSIGNATURE", "someKeyOfTheirs", "unsigned");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
