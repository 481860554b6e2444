package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of an entry. What the entry does not have is left out.
 *
 * @param opId the operation; left out in a history, which names it once
 * @param state for example {@code task_running}
 * @param at when the entry was made, as ISO-8601 in UTC
 * @param kind what sort of operation it is
 * @param target what the operation acts on
 * @param task the id by which the outside world knows the work
 * @param parent the operation of several steps that it is a step of, or the compensation of one; left out in a history
 * @param step the name of that step; left out in a history
 * @param params what the operation was asked to do; values may be hidden
 * @param result the result as JSON; may be hidden
 * @param error why the operation failed or was released, or how a person knew that it succeeded; may be hidden
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryDescriptor(
        @Nullable String opId,
        String state,
        String at,
        String kind,
        @Nullable String target,
        @Nullable String task,
        @Nullable String parent,
        @Nullable String step,
        Map<String, Object> params,
        @Nullable Object result,
        @Nullable Object error)
        implements OperationResponseBody {}
