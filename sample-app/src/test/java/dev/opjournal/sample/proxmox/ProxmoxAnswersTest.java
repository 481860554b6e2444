package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that the simulator does not give, but a real Proxmox VE or a proxy before it may. */
class ProxmoxAnswersTest {
    private static final String UPID = "UPID:pve7:002C8F6D:1B2ECE04:6AA794C6:qmstart:101:root@pam!ci:";

    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile String path = "";
    private volatile String upgrade;
    private ProxmoxClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                path = exchange.getRequestURI().getRawPath();
                upgrade = exchange.getRequestHeaders().getFirst("Upgrade");
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                reply(exchange, status, body);
            }
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        client = TestClients.client(url, "root@pam!ci=secret");
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
    }

    @Test
    void aTaskIsAskedForOnItsOwnNodeWithItsIdEncoded() {
        answer(200, "{\"data\":{\"status\":\"running\"}}");

        assertThat(client.taskStatus(UPID)).isEqualTo(new TaskStatus.Running());
        assertThat(path)
                .isEqualTo("/api2/json/nodes/pve7/tasks/UPID%3Apve7%3A002C8F6D%3A1B2ECE04%3A6AA794C6%3Aqmstart%3A101"
                        + "%3Aroot%40pam%21ci%3A/status");
    }

    @Test
    void noOtherProtocolIsAskedFor() {
        answer(200, "{\"data\":\"" + UPID + "\"}");
        assertThat(client.start("101")).isEqualTo(UPID);
        assertThat(upgrade).isNull();
    }

    @Test
    void warningsAreNoErrors() {
        answer(200, "{\"data\":{\"status\":\"stopped\",\"exitstatus\":\"WARNINGS: 2\"}}");
        assertThat(client.taskStatus(UPID)).isEqualTo(new TaskStatus.Succeeded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unexpected status", "unable to read tail (got 0 bytes)", ""})
    void aTaskWithoutALastWordIsLost(String exitStatus) {
        answer(200, "{\"data\":{\"status\":\"stopped\",\"exitstatus\":\"" + exitStatus + "\"}}");
        assertThat(client.taskStatus(UPID)).isInstanceOf(TaskStatus.Lost.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"data\":null}",
                "200 | {\"data\":\"OK\"}",
                "200 | <html>",
                "200 | {\"data\":\"UPID:pve1:0000",
                "302 | {}",
                "500 | {\"message\":\"got timeout\"}",
                "502 | <html>Bad gateway</html>",
                "596 | {}"
            })
    void whatIsNeitherATaskNorARefusalTellsNothing(int answered, String text) {
        answer(answered, text);
        assertThatThrownBy(() -> client.start("101")).isInstanceOf(NoAnswerException.class);
        assertThat(path).doesNotContain("elsewhere");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429})
    void aStatusFrom400To499IsARefusal(int answered) {
        answer(answered, "{\"errors\":{\"cores\":\"too many\"},\"message\":\"Parameter verification failed.\\n\"}");
        assertThatThrownBy(() -> client.start("101"))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("HTTP " + answered + ": Parameter verification failed. cores: too many");
    }

    @Test
    void numbersOfTheConfigurationAreReadAsTexts() {
        answer(200, "{\"data\":{\"cores\":4,\"memory\":\"512\",\"onboot\":1}}");
        assertThat(client.config("101").orElseThrow())
                .containsEntry("cores", "4")
                .containsEntry("memory", "512")
                .containsEntry("onboot", "1");
    }

    @Test
    void aTaskOfSomebodyElseOrOneThatHasEndedIsNotTakenForOurs() {
        String ours = "UPID:pve1:00000001:00000001:6AA794C6:qmstart:101:root@pam!ci:";
        String ended = "UPID:pve1:00000002:00000001:6AA794C6:qmstart:101:root@pam!ci:";
        String foreign = "UPID:pve1:00000003:00000001:6AA794C6:qmstart:101:root@pam:";
        answer(200, """
                {"data":[{"upid":"%s"},{"upid":"%s","endtime":1},{"upid":"%s"}]}
                """.formatted(foreign, ended, ours));

        assertThat(client.runningTask("101", "qmstart")).map(Upid::text).contains(ours);
    }

    @Test
    void aCloneThatEndsBetweenTheTwoQuestionsIsSeen() {
        String task = "UPID:pve1:00000001:00000001:6AA794C6:qmclone:100:root@pam!ci:";
        AtomicBoolean asked = new AtomicBoolean();
        server.createContext("/api2/json/nodes/pve1/tasks", exchange -> {
            try (exchange) {
                boolean runs = !asked.getAndSet(true);
                reply(exchange, 200, runs ? "{\"data\":[{\"upid\":\"" + task + "\"}]}" : "{\"data\":[]}");
            }
        });
        server.createContext("/api2/json/nodes/pve1/qemu/201/config", exchange -> {
            try (exchange) {
                boolean there = asked.getAndSet(true);
                reply(
                        exchange,
                        there ? 200 : 500,
                        there ? "{\"data\":{\"description\":\"op.1\"}}" : "{\"message\":\"201.conf does not exist\"}");
            }
        });

        assertThat(client.cloneStatus("100", "201", "op.1")).isEqualTo(CloneStatus.DONE);
    }
}
