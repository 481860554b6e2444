package dev.opjournal.spring.http;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Who sees values, and whose name is recorded, with real users of Spring Security. Their passwords are their names. */
abstract class SecurityContract extends HttpFixture {
    private static final String WHEN_AUTHORIZED = "management.endpoint.journal.show-values=when-authorized";

    /** Secures the application with {@link #users}. */
    abstract Class<?> security();

    @Test
    void whoeverHasTheRoleSeesValues() {
        startSecured(WHEN_AUTHORIZED, "management.endpoint.journal.roles=OPERATOR");
        startOfVm();

        assertPasswordShownTo("clerk", HIDDEN);
        assertPasswordShownTo("operator", "secret");
    }

    @Test
    void withoutRolesEveryUserSeesValues() {
        startSecured(WHEN_AUTHORIZED);
        startOfVm();

        assertPasswordShownTo("clerk", "secret");
    }

    @Test
    void nobodySeesValuesThatAreNeverShown() {
        startSecured("management.endpoint.journal.roles=OPERATOR");
        startOfVm();

        assertPasswordShownTo("operator", HIDDEN);
    }

    @Test
    void whoIsNoUserSeesNothing() {
        startSecured(WHEN_AUTHORIZED);

        get("/actuator/journal").expectStatus().isUnauthorized();
    }

    @Test
    void whoeverResolvesIsRecorded() {
        startSecured(WHEN_AUTHORIZED, EndpointContract.UNRESTRICTED);
        releasedBackup();

        http().post()
                .uri("/actuator/journal/op-2")
                .headers(headers -> headers.setBasicAuth("operator", "operator"))
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"resolve\": \"succeeded\", \"reason\": \"the ledger has it\"}")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.error")
                .isEqualTo("resolved by operator: the ledger has it");
    }

    private void startSecured(String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 1);
        all[properties.length] = "test.security=true";
        start(security(), all);
    }

    private void assertPasswordShownTo(String user, String shown) {
        getAs(user, "/actuator/journal/op-1")
                .jsonPath("$.history[0].params.password")
                .isEqualTo(shown);
        getAs(user, "/actuator/journal")
                .jsonPath("$.inFlight[0].params.password")
                .isEqualTo(shown);
        getAs(user, "/actuator/journal?kind=vm.start")
                .jsonPath("$.operations[0].params.password")
                .isEqualTo(shown);
    }

    private RestTestClient.BodyContentSpec getAs(String user, String path) {
        return http().get()
                .uri(path)
                .headers(headers -> headers.setBasicAuth(user, user))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody();
    }

    static UserDetails[] users() {
        return new UserDetails[] {user("clerk", "CLERK"), user("operator", "OPERATOR")};
    }

    private static UserDetails user(String name, String role) {
        return User.withUsername(name).password("{noop}" + name).roles(role).build();
    }
}
