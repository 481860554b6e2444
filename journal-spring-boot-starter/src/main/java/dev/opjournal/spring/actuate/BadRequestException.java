package dev.opjournal.spring.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** What somebody asked for makes no sense, whatever the journal holds. */
final class BadRequestException extends InvalidEndpointRequestException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String action;

    BadRequestException(String problem, String action) {
        super(problem + " " + action, problem);
        this.problem = problem;
        this.action = action;
    }

    ProblemDescriptor describe() {
        return new ProblemDescriptor(problem, action);
    }
}
