package dev.opjournal.spring.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why the endpoint cannot answer.
 *
 * @param reason what is wrong
 * @param action what to do next
 */
public record UnavailableDescriptor(String reason, String action) implements OperationResponseBody {}
