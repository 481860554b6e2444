package dev.opjournal.spring.metrics;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The observation {@code journal.execute}: {@code kind} and {@code outcome} for meters and spans, and for spans alone {@code
 * journal.opId}. The first 100 kinds have their names, and all others are {@code other}.
 */
public class DefaultJournalObservationConvention implements JournalObservationConvention {
    private final Kinds kinds = new Kinds();

    @Override
    public String getName() {
        return "journal.execute";
    }

    @Override
    public String getContextualName(JournalObservationContext context) {
        return "journal " + kinds.tagOf(context.spec().kind());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(JournalObservationContext context) {
        return KeyValues.of(
                KeyValue.of("kind", kinds.tagOf(context.spec().kind())), KeyValue.of("outcome", context.outcome()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(JournalObservationContext context) {
        return context.opId().map(opId -> KeyValues.of("journal.opId", opId)).orElse(KeyValues.empty());
    }
}
