package dev.opjournal.sample.vms;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Refusals as problem details: what is wrong, what to do next, and the operation in the way. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    @ExceptionHandler
    ProblemDetail badRequest(BadRequestException e) {
        return problem(HttpStatus.BAD_REQUEST, "bad-request", "Bad request", e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail invalid(InvalidEntryException e) {
        return problem(HttpStatus.BAD_REQUEST, "bad-request", "Bad request", e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownOperationException e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-operation", "Unknown operation", e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail busy(VmBusyException e) {
        String detail = e.getMessage() + " Ask for its outcome, and try again when it has ended.";
        return inTheWay(problem(HttpStatus.CONFLICT, "vm-busy", "VM busy", detail), e.opId());
    }

    @ExceptionHandler
    ProblemDetail keyInFlight(KeyInFlightException e) {
        return inTheWay(
                problem(HttpStatus.CONFLICT, "key-in-flight", "Idempotency key in flight", e.getMessage()), e.opId());
    }

    @ExceptionHandler
    ProblemDetail keyConflict(KeyConflictException e) {
        return inTheWay(
                problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "key-conflict",
                        "Idempotency key of another request",
                        e.getMessage()),
                e.opId());
    }

    @ExceptionHandler
    ProblemDetail tooMany(TooManyOperationsException e) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-operations",
                "Too many operations",
                e.getMessage() + " Try again later.");
    }

    @ExceptionHandler({JournalFullException.class, JournalFailedException.class, JournalClosedException.class})
    ProblemDetail journalUnavailable(JournalException e) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE, "journal-unavailable", "Journal takes no operation", e.getMessage());
    }

    private static ProblemDetail problem(HttpStatus status, String type, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(detail));
        problem.setType(URI.create("urn:opjournal:sample:" + type));
        problem.setTitle(title);
        return problem;
    }

    private static ProblemDetail inTheWay(ProblemDetail problem, String opId) {
        problem.setProperty("opId", opId);
        return problem;
    }
}
