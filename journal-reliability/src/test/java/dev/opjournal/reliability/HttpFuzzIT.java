package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Promises 3 and 5 from outside: whatever is sent to the endpoint of the starter and to the sample, in each field of each
 * request, is answered as the documentation says, and the journal stays open, healthy and whole. See {@link HttpFuzz}.
 */
class HttpFuzzIT {
    @Test
    void whateverIsSentIsAnsweredAndTheJournalStaysWhole() throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(HttpFuzz.class)
                .jvmOption("-Xmx1g")
                // There are no inputs to begin with, by which it would know how long they are.
                .option("-max_len=1024")
                .option("-len_control=0")
                // It is a controller: it calls the simulated Proxmox VE, and is called.
                .option("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery");
        Figures figures = fuzzer.run(Scale.of(15, 600));

        assertThat(Long.parseLong(Files.readString(fuzzer.work().resolve(HttpFuzz.HEALTHY))))
                .as("requests until its health was looked at last")
                .isPositive();
        Path journal = fuzzer.work().resolve(HttpFuzz.JOURNAL);
        try (JournalFile file = JournalFile.open(journal)) {
            Verification read = file.read((entry, offset, length) -> {});
            assertThat(read.verdict()).as(read.toString()).isEqualTo(Verification.Verdict.WHOLE);
            figures.with("entries written", read.entries()).report();
        }
    }
}
