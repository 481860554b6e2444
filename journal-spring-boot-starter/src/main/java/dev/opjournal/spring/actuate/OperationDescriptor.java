package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of one operation.
 *
 * @param opId its id
 * @param parent the operation of several steps that it is a step of, or the compensation of one; left out otherwise
 * @param step the name of that step
 * @param stuck why recovery does nothing more about it; left out otherwise
 * @param history all its entries in their order
 * @param steps its steps in their order, if it has several; left out otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperationDescriptor(
        String opId,
        @Nullable String parent,
        @Nullable String step,
        @Nullable String stuck,
        List<EntryDescriptor> history,
        List<StepDescriptor> steps)
        implements OperationResponseBody {}
