package dev.opjournal.spring.actuate;

import dev.opjournal.CompactionFailedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalReadException;
import java.security.Principal;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint over HTTP: who asks decides on what is shown and is named in what is recorded, and whatever goes wrong has a
 * status of its own, with a reason and what to do: 400, 404 for an unknown operation, 409 where the operation or the
 * application is not as it would have to be, 503 where the journal takes or reads nothing.
 */
@EndpointWebExtension(endpoint = JournalEndpoint.class)
public class JournalEndpointWebExtension {
    private static final int STATUS_CONFLICT = 409;

    private final JournalEndpoint endpoint;
    private final Show showValues;
    private final Set<String> roles;

    /**
     * For an endpoint.
     *
     * @param roles to whom values are shown with {@link Show#WHEN_AUTHORIZED}; when empty, to every authenticated user
     */
    public JournalEndpointWebExtension(JournalEndpoint endpoint, Show showValues, Set<String> roles) {
        this.endpoint = endpoint;
        this.showValues = showValues;
        this.roles = Set.copyOf(roles);
    }

    /** As {@link JournalEndpoint#journal}. */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> journal(
            SecurityContext securityContext,
            @Nullable String state,
            @Nullable String kind,
            @Nullable String target,
            @Nullable String idempotencyKey,
            @Nullable String opId,
            @Nullable String limit) {
        return answer(() -> endpoint.journal(
                new Filters(state, kind, target, idempotencyKey, opId), limit(limit), isShown(securityContext)));
    }

    /** As {@link JournalEndpoint#operation}. */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> operation(
            SecurityContext securityContext, @Selector String opId) {
        return answer(opId, () -> endpoint.operation(opId, isShown(securityContext)));
    }

    /** As {@link JournalEndpoint#act} or, for an id that a path cannot carry, as {@link #resolve}. */
    @WriteOperation
    public WebEndpointResponse<OperationResponseBody> act(
            SecurityContext securityContext,
            @Nullable String action,
            @Nullable String opId,
            @Nullable String resolve,
            @Nullable String reason) {
        if (action == null && opId != null) {
            return resolve(securityContext, opId, null, resolve, reason);
        }
        return answer(() -> {
            if (action == null || opId != null || resolve != null) {
                throw new BadRequestException(
                        "The request names "
                                + (action == null ? "neither an action nor an opId." : "an action and more."),
                        "Send action, one of recover and compact, or opId with resolve and reason.");
            }
            return endpoint.act(action);
        });
    }

    /**
     * As {@link JournalEndpoint#resolve}; the user's name is recorded with the reason.
     *
     * @param opIdInPath the operation
     * @param opId if the query or the body names one too, which would win over a path variable of its name: the same
     */
    @WriteOperation
    public WebEndpointResponse<OperationResponseBody> resolve(
            SecurityContext securityContext,
            @Selector String opIdInPath,
            @Nullable String opId,
            @Nullable String resolve,
            @Nullable String reason) {
        return answer(opIdInPath, () -> {
            if (opId != null && !opId.equals(opIdInPath)) {
                throw new BadRequestException(
                        "The path names operation " + opIdInPath + " and the request " + opId + ".", "Name one.");
            }
            Settlement settlement = Settlement.of(resolve, reason, nameOf(securityContext.getPrincipal()));
            return endpoint.resolve(opIdInPath, settlement, isShown(securityContext));
        });
    }

    private static @Nullable String nameOf(@Nullable Principal principal) {
        return principal == null ? null : principal.getName();
    }

    private boolean isShown(SecurityContext securityContext) {
        return showValues.isShown(securityContext, roles);
    }

    private static int limit(@Nullable String text) {
        try {
            return text == null ? JournalEndpoint.LIMIT : Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new BadRequestException("limit is '" + text + "'.", "Use a number from 0 on.");
        }
    }

    private static WebEndpointResponse<OperationResponseBody> answer(
            String opId, Supplier<? extends @Nullable OperationResponseBody> call) {
        return answer(() -> {
            OperationResponseBody body = call.get();
            if (body == null) {
                throw new UnknownOperationException(opId);
            }
            return body;
        });
    }

    private static WebEndpointResponse<OperationResponseBody> answer(Supplier<? extends OperationResponseBody> call) {
        try {
            return new WebEndpointResponse<>(call.get());
        } catch (BadRequestException bad) {
            return new WebEndpointResponse<>(bad.describe(), WebEndpointResponse.STATUS_BAD_REQUEST);
        } catch (UnknownOperationException unknown) {
            return problem(unknown, WebEndpointResponse.STATUS_NOT_FOUND);
        } catch (ConflictException | IllegalTransitionException conflict) {
            return problem(conflict, STATUS_CONFLICT);
        } catch (JournalFailedException
                | JournalClosedException
                | JournalFullException
                | JournalReadException
                | CompactionFailedException unavailable) {
            return problem(unavailable, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }

    private static WebEndpointResponse<OperationResponseBody> problem(JournalException thrown, int status) {
        return new WebEndpointResponse<>(new ProblemDescriptor(thrown.problem(), thrown.action()), status);
    }
}
