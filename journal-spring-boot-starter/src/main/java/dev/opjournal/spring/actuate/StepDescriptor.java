package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A step of a multi-step operation.
 *
 * @param step its name
 * @param opId the id under which it is an operation of its own
 * @param state where it stands, for example {@code not_undone}
 * @param history all its entries in their order; left out if it was not begun
 * @param compensation all entries of what undid it; left out if that was not begun
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StepDescriptor(
        String step, String opId, String state, List<EntryDescriptor> history, List<EntryDescriptor> compensation) {}
