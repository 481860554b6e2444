package dev.opjournal.spring.http;

import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What each level of access lets through, and where the endpoint is, whichever web framework serves it. */
abstract class AccessContract extends HttpFixture {
    /** Of the two servers on the class path both would serve WebFlux on a management port. */
    private static final String NETTY_ALONE = "spring.autoconfigure.exclude="
            + "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

    private static final String RESOLVE = "{\"resolve\": \"failed\", \"reason\": \"it never ran\"}";

    @Test
    void readOnlyUnlessTheApplicationSaysOtherwise() {
        start();
        releasedBackup();

        assertStatuses(200, 405);
        http().delete().uri("/actuator/journal/op-2").exchange().expectStatus().isEqualTo(405);
        get("/actuator/journal/op-2")
                .expectBody()
                .jsonPath("$.history.length()")
                .isEqualTo(2);
    }

    @Test
    void readOnlyInSoManyWords() {
        start("management.endpoint.journal.access=read-only");
        releasedBackup();

        assertStatuses(200, 405);
    }

    @Test
    void everythingWithUnrestrictedAccess() {
        start("management.endpoint.journal.access=unrestricted");
        releasedBackup();

        assertStatuses(200, 200);
        http().delete().uri("/actuator/journal/op-2").exchange().expectStatus().isEqualTo(405);
    }

    @Test
    void noMoreThanIsPermittedForAllEndpoints() {
        start("management.endpoint.journal.access=unrestricted", "management.endpoints.access.max-permitted=read-only");
        releasedBackup();

        assertStatuses(200, 405);
    }

    @Test
    void nothingWithoutAccess() {
        start("management.endpoint.journal.access=none");
        releasedBackup();

        assertStatuses(404, 404);
        get("/actuator/health/journal").expectStatus().isOk();
    }

    @Test
    void aManagementPortOfItsOwnServesAllOfIt() {
        start("management.endpoint.journal.access=unrestricted", "management.server.port=0", NETTY_ALONE);
        releasedBackup();

        RestTestClient management = application.http("local.management.port");
        management
                .get()
                .uri("/actuator/health/journal")
                .exchange()
                .expectStatus()
                .isOk();
        management.get().uri("/actuator/journal").exchange().expectStatus().isOk();
        management
                .post()
                .uri("/actuator/journal/op-2")
                .contentType(MediaType.APPLICATION_JSON)
                .body(RESOLVE)
                .exchange()
                .expectStatus()
                .isOk();
        assertStatuses(404, 404);
    }

    /** Of all that the endpoint can be asked for, the operation at the end. */
    private void assertStatuses(int reading, int writing) {
        get("/actuator/journal").expectStatus().isEqualTo(reading);
        get("/actuator/journal?state=started").expectStatus().isEqualTo(reading);
        get("/actuator/journal/op-2").expectStatus().isEqualTo(reading);
        post("/actuator/journal", "{\"action\": \"recover\"}").expectStatus().isEqualTo(writing);
        post("/actuator/journal", "{\"action\": \"compact\"}").expectStatus().isEqualTo(writing);
        post("/actuator/journal/op-2", RESOLVE).expectStatus().isEqualTo(writing);
    }
}
