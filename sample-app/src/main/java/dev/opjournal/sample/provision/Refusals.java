package dev.opjournal.sample.provision;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Why a request is not taken, as problem details. Nothing was journaled. */
final class Refusals {
    private Refusals() {}

    static ErrorResponseException vmExists(String vmid) {
        return refusal(
                HttpStatus.CONFLICT,
                "vm-exists",
                "VM exists",
                "There is a VM " + vmid + " already. Take another id, or destroy it first.");
    }

    static ErrorResponseException unknownVm(String vmid) {
        return refusal(HttpStatus.NOT_FOUND, "unknown-vm", "Unknown VM", "There is no VM " + vmid + " on this node.");
    }

    static ErrorResponseException unknownTemplate(String template) {
        return refusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "unknown-template",
                "Unknown template",
                "There is no VM " + template + " on this node to be cloned. Name one that there is.");
    }

    static ErrorResponseException unknownSnapshot(String vmid, String snapshot) {
        return refusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "unknown-snapshot",
                "Unknown snapshot",
                "VM " + vmid + " has no whole snapshot " + snapshot + ". Name one that it has.");
    }

    static ErrorResponseException unknownOperation(String opId) {
        return refusal(
                HttpStatus.NOT_FOUND, "unknown-operation", "Unknown operation", "There is no operation " + opId + ".");
    }

    static ErrorResponseException notCancelled(String opId, String state) {
        return refusal(
                HttpStatus.CONFLICT,
                "not-cancelled",
                "Not cancelled",
                "Operation " + opId + " is " + state
                        + " and cannot be cancelled: it has ended, all its steps have, or it"
                        + " is none of several steps. Ask for its outcome.");
    }

    private static ErrorResponseException refusal(HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:opjournal:sample:" + type));
        problem.setTitle(title);
        return new ErrorResponseException(status, problem, null);
    }
}
