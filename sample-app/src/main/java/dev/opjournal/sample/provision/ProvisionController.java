package dev.opjournal.sample.provision;

import dev.opjournal.sample.vms.Accepted;
import dev.opjournal.sample.vms.VmService.Submitted;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The REST service for operations of several steps. */
@RestController
class ProvisionController {
    private static final String KEY = "Idempotency-Key";

    private final ProvisionService service;
    private final RequestReader requests = new RequestReader();

    ProvisionController(ProvisionService service) {
        this.service = service;
    }

    @PostMapping(path = "/vms/{vmid}/provision", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> provision(
            @PathVariable String vmid,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            InputStream body)
            throws IOException {
        return Accepted.of(service.provision(vmid, requests.provision(body), key));
    }

    @PostMapping(path = "/vms/{vmid}/restore", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> restore(
            @PathVariable String vmid,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            InputStream body)
            throws IOException {
        return Accepted.of(service.restore(vmid, requests.restore(body), key));
    }

    /** Answers before it is undone: ask for the operation. */
    @DeleteMapping("/operations/{opId}")
    ResponseEntity<Accepted> cancel(@PathVariable String opId) {
        return Accepted.of(new Submitted(service.cancel(opId), false));
    }
}
