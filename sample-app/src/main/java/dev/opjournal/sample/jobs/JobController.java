package dev.opjournal.sample.jobs;

import dev.opjournal.sample.vms.Accepted;
import dev.opjournal.sample.vms.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes signed jobs over REST. */
@RestController
class JobController {
    private final JobService service;

    JobController(JobService service) {
        this.service = service;
    }

    @PostMapping(path = "/jobs", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> take(
            @RequestHeader(name = "Job-Key", required = false) @Nullable String keyId,
            @RequestHeader(name = "Job-Signature", required = false) @Nullable String signature,
            InputStream body)
            throws IOException {
        return Accepted.of(service.take(keyId, signature, SettingsReader.bytes(body)));
    }
}
