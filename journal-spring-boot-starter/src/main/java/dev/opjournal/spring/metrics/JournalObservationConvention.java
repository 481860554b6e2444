package dev.opjournal.spring.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of an {@code execute} and what is said of it. A bean of this type takes the place of {@link
 * DefaultJournalObservationConvention}.
 */
public interface JournalObservationConvention extends ObservationConvention<JournalObservationContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof JournalObservationContext;
    }
}
