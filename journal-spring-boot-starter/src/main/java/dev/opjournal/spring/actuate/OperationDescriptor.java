package dev.opjournal.spring.actuate;

import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of one operation.
 *
 * @param opId its id
 * @param history all its entries in their order
 */
public record OperationDescriptor(String opId, List<EntryDescriptor> history) implements OperationResponseBody {}
