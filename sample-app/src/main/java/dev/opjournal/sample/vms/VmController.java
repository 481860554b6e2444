package dev.opjournal.sample.vms;

import dev.opjournal.JournalEntry;
import dev.opjournal.sample.vms.VmService.Submitted;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The REST service. What goes wrong is answered by {@link Problems}. */
@RestController
class VmController {
    private static final String KEY = "Idempotency-Key";

    /** The ids that Proxmox VE gives to VMs, 100 to 999999999. */
    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");

    private final VmService service;
    private final SettingsReader settings = new SettingsReader();

    VmController(VmService service) {
        this.service = service;
    }

    @PostMapping("/vms/{vmid}/start")
    ResponseEntity<Accepted> start(
            @PathVariable String vmid, @RequestHeader(name = KEY, required = false) @Nullable String key) {
        return accepted(service.submit(VmAction.START, checked(vmid), Map.of(), key));
    }

    @PostMapping("/vms/{vmid}/stop")
    ResponseEntity<Accepted> stop(
            @PathVariable String vmid, @RequestHeader(name = KEY, required = false) @Nullable String key) {
        return accepted(service.submit(VmAction.STOP, checked(vmid), Map.of(), key));
    }

    @PutMapping(path = "/vms/{vmid}/config", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> configure(
            @PathVariable String vmid,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            InputStream body)
            throws IOException {
        return accepted(service.submit(VmAction.SET_CONFIG, checked(vmid), settings.read(body), key));
    }

    @GetMapping("/operations/{opId}")
    OperationView operation(@PathVariable String opId) {
        return service.find(opId).map(OperationView::of).orElseThrow(() -> new UnknownOperationException(opId));
    }

    private static String checked(String vmid) {
        if (!VMID.matcher(vmid).matches()) {
            throw new BadRequestException("The id of a VM is a whole number from 100 to 999999999.");
        }
        return vmid;
    }

    private static ResponseEntity<Accepted> accepted(Submitted submitted) {
        JournalEntry entry = submitted.entry();
        ResponseEntity.BodyBuilder answer = ResponseEntity.accepted()
                .location(UriComponentsBuilder.fromPath("/operations/{opId}").build(entry.opId()));
        if (submitted.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(new Accepted(entry.opId(), entry.state().text()));
    }

    /** The answer to a request that was taken. */
    record Accepted(String opId, String state) {}
}
