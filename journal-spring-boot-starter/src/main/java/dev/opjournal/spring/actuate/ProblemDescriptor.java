package dev.opjournal.spring.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why the endpoint does not do what it was asked for.
 *
 * @param reason what is wrong
 * @param action what to do next
 */
public record ProblemDescriptor(String reason, String action) implements OperationResponseBody {}
