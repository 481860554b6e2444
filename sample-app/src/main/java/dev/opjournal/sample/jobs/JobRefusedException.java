package dev.opjournal.sample.jobs;

import dev.opjournal.JournalEntry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The job is not taken, and nothing was journaled; it is its own answer. */
final class JobRefusedException extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    private final String title;

    private JobRefusedException(HttpStatus status, String type, String title, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        this.title = title;
        setType(URI.create("urn:opjournal:sample:" + type));
        setTitle(title);
    }

    static JobRefusedException noKeys() {
        return new JobRefusedException(
                HttpStatus.FORBIDDEN,
                "no-job-keys",
                "No job keys",
                "No job is taken, since no public key is configured. Set jobs.keys.");
    }

    /** One for all that is wrong with key and signature, so that it does not tell which keys there are. */
    static JobRefusedException notSigned() {
        JobRefusedException refused = new JobRefusedException(
                HttpStatus.UNAUTHORIZED,
                "job-not-signed",
                "Job not signed",
                "Job-Key must name a key that is known here, and Job-Signature be its signature, in base64, of the very"
                        + " bytes of the body.");
        refused.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Job-Signature");
        return refused;
    }

    /**
     * Too late, which may be a retry of a job that was taken in its time.
     *
     * @param known the operation with the job's nonce that succeeded or is in flight
     */
    static JobRefusedException expired(Instant expired, Instant now, Optional<JournalEntry> known) {
        String state = known.map(entry -> "Operation " + entry.opId() + " has its nonce: see what became of it.")
                .orElse("No operation with its nonce succeeded or is in flight: sign a new job.");
        JobRefusedException refused = new JobRefusedException(
                HttpStatus.FORBIDDEN,
                "job-expired",
                "Job expired",
                "The job expired at " + expired + ", and it is " + now + ". " + state);
        known.ifPresent(refused::tell);
        return refused;
    }

    static JobRefusedException tooFarAhead(Instant expires, Instant now, Duration most) {
        return new JobRefusedException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "job-expires-too-late",
                "Job expires too late",
                "The job expires at " + expires + ", and it is " + now + ". Sign it with an expiry at most " + most
                        + " ahead.");
    }

    static JobRefusedException replayed(JournalEntry applied) {
        JobRefusedException refused = new JobRefusedException(
                HttpStatus.CONFLICT,
                "job-replayed",
                "Job replayed",
                "The job ran before, as operation " + applied.opId() + ". Sign a new one, with a new nonce, to run it"
                        + " again.");
        refused.tell(applied);
        return refused;
    }

    private void tell(JournalEntry entry) {
        getBody().setProperty("opId", entry.opId());
        getBody().setProperty("state", entry.state().text());
    }

    String title() {
        return title;
    }
}
