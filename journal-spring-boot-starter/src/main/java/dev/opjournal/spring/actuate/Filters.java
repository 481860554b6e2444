package dev.opjournal.spring.actuate;

import dev.opjournal.OpState;
import dev.opjournal.OperationQuery;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of the list of operations, as it comes in.
 *
 * @param state one state, or several with commas between them
 */
record Filters(
        @Nullable String state,
        @Nullable String kind,
        @Nullable String target,
        @Nullable String idempotencyKey,
        @Nullable String opId) {

    static final Filters NONE = new Filters(null, null, null, null, null);

    private static final String STATES =
            Stream.of(OpState.values()).map(OpState::text).collect(Collectors.joining(", "));

    boolean isNone() {
        return equals(NONE);
    }

    /**
     * The query that they make.
     *
     * @throws BadRequestException if one of them can match nothing
     */
    OperationQuery query(int limit) {
        if (limit > OperationQuery.MOST) {
            throw new BadRequestException(
                    "limit is " + limit + ".", "With a filter it is at most " + OperationQuery.MOST + ".");
        }
        OperationQuery query = OperationQuery.newest(limit);
        query = state == null ? query : query.states(states(notEmpty("state", state)));
        query = kind == null ? query : query.kind(notEmpty("kind", kind));
        query = target == null ? query : query.target(notEmpty("target", target));
        query = idempotencyKey == null ? query : query.idempotencyKey(notEmpty("idempotencyKey", idempotencyKey));
        return opId == null ? query : query.opId(notEmpty("opId", opId));
    }

    private static Set<OpState> states(String texts) {
        Set<OpState> states = EnumSet.noneOf(OpState.class);
        for (String text : texts.split(",", -1)) {
            states.add(state(text.strip()));
        }
        return states;
    }

    private static OpState state(String text) {
        return Stream.of(OpState.values())
                .filter(state -> state.text().equals(text))
                .findAny()
                .orElseThrow(() -> new BadRequestException(
                        "state is '" + text + "'.", "Use one of " + STATES + ", or several with commas between them."));
    }

    private static String notEmpty(String name, String value) {
        if (value.isEmpty()) {
            throw new BadRequestException(name + " is empty.", "Give a value, or leave it out.");
        }
        return value;
    }
}
