package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpidTest {
    @Test
    void theRealFormIsRead() {
        String text = "UPID:pve2:002C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam!ci:";

        assertThat(Upid.parse(text))
                .contains(new Upid(text, "pve2", Instant.ofEpochSecond(0x6AA794C6L), "qmstop", "103", "root@pam!ci"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "UPID:pve2:002C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam",
                "UPID:pve2:2C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam:",
                "UPID:../etc:002C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam:",
                "UPID:pve2:002C8F6D:1B2ECE04:6AA794C6:qm stop:103:root@pam:"
            })
    void anythingElseIsNone(String text) {
        assertThat(Upid.parse(text)).isEmpty();
    }
}
