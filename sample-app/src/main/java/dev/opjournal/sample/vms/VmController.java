package dev.opjournal.sample.vms;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The REST service. What goes wrong is answered by {@link Problems}. */
@RestController
class VmController {
    private static final String KEY = "Idempotency-Key";

    private final VmService service;
    private final SettingsReader settings = new SettingsReader();

    VmController(VmService service) {
        this.service = service;
    }

    @PostMapping("/vms/{vmid}/start")
    ResponseEntity<Accepted> start(
            @PathVariable String vmid, @RequestHeader(name = KEY, required = false) @Nullable String key) {
        return Accepted.of(service.submit(VmAction.START, vmid, Map.of(), key));
    }

    @PostMapping("/vms/{vmid}/stop")
    ResponseEntity<Accepted> stop(
            @PathVariable String vmid, @RequestHeader(name = KEY, required = false) @Nullable String key) {
        return Accepted.of(service.submit(VmAction.STOP, vmid, Map.of(), key));
    }

    @PutMapping(path = "/vms/{vmid}/config", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> configure(
            @PathVariable String vmid,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            InputStream body)
            throws IOException {
        return Accepted.of(service.submit(VmAction.SET_CONFIG, vmid, settings.read(body), key));
    }

    @GetMapping("/operations/{opId}")
    OperationView operation(@PathVariable String opId) {
        return service.find(opId)
                .map(entry -> OperationView.of(entry, service.steps(opId)))
                .orElseThrow(() -> new UnknownOperationException(opId));
    }
}
