package dev.opjournal.spring.http;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which values of params, results and errors are shown. */
class ValuesHttpTest extends HttpFixture {
    @Test
    void noneUnlessTheApplicationSaysSo() {
        start();
        succeed(startOfVm());

        assertJson("/actuator/journal/op-1", 200, historyOfStart(HIDDEN, HIDDEN, "\"" + HIDDEN + "\""));
    }

    @Test
    void allAlways() {
        start("management.endpoint.journal.show-values=always");
        succeed(startOfVm());

        assertJson(
                "/actuator/journal/op-1",
                200,
                historyOfStart("pve1", "secret", "{\"token\": \"t-1\", \"node\": \"pve1\"}"));
    }

    @Test
    void thoseThatAreFitToBeSeen() {
        start(Sanitizing.class, "management.endpoint.journal.show-values=always");
        succeed(startOfVm());

        assertJson(
                "/actuator/journal/op-1",
                200,
                historyOfStart("pve1", HIDDEN, "{\"token\": \"******\", \"node\": \"pve1\"}"));
    }

    private static String historyOfStart(String node, String password, String result) {
        String begun = """
                "kind": "vm.start", "target": "101", "params": {"node": "%s", "password": "%s"}
                """.formatted(node, password);
        return """
                {"opId": "op-1",
                 "history": [
                   {"state": "started", "at": "2026-11-23T20:00:10Z", %1$s},
                   {"state": "task_running", "at": "2026-11-23T20:00:10Z", "task": "UPID:pve1:1", %1$s},
                   {"state": "succeeded", "at": "2026-11-23T20:00:20Z", "task": "UPID:pve1:1", "result": %2$s, %1$s}]}
                """.formatted(begun, result);
    }

    @Configuration(proxyBeanMethods = false)
    static class Sanitizing {
        @Bean
        SanitizingFunction secrets() {
            return SanitizingFunction.sanitizeValue().ifLikelySensitive();
        }
    }
}
