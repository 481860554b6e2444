package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of one operation.
 *
 * @param opId its id
 * @param history all its entries in their order
 * @param steps its steps, if it has several, in their order; left out otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperationDescriptor(String opId, List<EntryDescriptor> history, List<StepDescriptor> steps)
        implements OperationResponseBody {}
