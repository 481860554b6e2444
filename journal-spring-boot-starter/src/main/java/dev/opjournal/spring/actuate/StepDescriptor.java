package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A step of a multi-step operation.
 *
 * @param step its name
 * @param history all its entries in their order
 * @param compensation all entries of what undid it; left out if that was not begun
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StepDescriptor(String step, List<EntryDescriptor> history, List<EntryDescriptor> compensation) {}
