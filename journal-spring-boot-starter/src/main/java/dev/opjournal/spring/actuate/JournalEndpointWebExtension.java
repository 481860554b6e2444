package dev.opjournal.spring.actuate;

import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalReadException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint over HTTP: who asks decides on what is shown, and a journal that cannot be read is a status of its own. */
@EndpointWebExtension(endpoint = JournalEndpoint.class)
public class JournalEndpointWebExtension {
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
    public JournalDescriptor journal(SecurityContext securityContext, @Nullable Integer limit) {
        return endpoint.journal(limit, showValues.isShown(securityContext, roles));
    }

    /** As {@link JournalEndpoint#operation}: 404 for an unknown id, 503 where the file cannot be read. */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> operation(
            SecurityContext securityContext, @Selector String opId) {
        try {
            OperationDescriptor operation = endpoint.operation(opId, showValues.isShown(securityContext, roles));
            return operation == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                    : new WebEndpointResponse<>(operation);
        } catch (JournalFailedException | JournalClosedException | JournalReadException unreadable) {
            return unavailable(unreadable);
        }
    }

    private static WebEndpointResponse<OperationResponseBody> unavailable(JournalException unreadable) {
        return new WebEndpointResponse<>(
                new UnavailableDescriptor(unreadable.problem(), unreadable.action()),
                WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }
}
