package dev.opjournal.sample.vms;

import dev.opjournal.JournalEntry;
import dev.opjournal.sample.vms.VmService.Submitted;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;

/** The answer to a request that was taken. */
public record Accepted(String opId, String state) {
    /** The whole answer, which says where the operation is found, and whether it is an earlier one. */
    public static ResponseEntity<Accepted> of(Submitted submitted) {
        JournalEntry entry = submitted.entry();
        ResponseEntity.BodyBuilder answer = ResponseEntity.accepted()
                .location(UriComponentsBuilder.fromPath("/operations/{opId}").build(entry.opId()));
        if (submitted.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(new Accepted(entry.opId(), entry.state().text()));
    }
}
