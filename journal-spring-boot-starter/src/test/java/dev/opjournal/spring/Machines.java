package dev.opjournal.spring;

import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service whose requests are under way until the test lets them end, each as an operation of its own. */
@RestController
class Machines {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Journal journal;
    private final CountDownLatch release = new CountDownLatch(1);

    Machines(Journal journal) {
        this.journal = journal;
    }

    /** Answers the thread that it ran in. */
    @PostMapping("/vms/{vmid}/start")
    String start(@PathVariable String vmid) throws InterruptedException {
        return journal.execute(
                OperationSpec.of("vm.start").opId("start-" + vmid).target(vmid).idempotencyKey("job-" + vmid),
                operation -> {
                    operation.taskRunning("UPID:" + vmid);
                    release.await();
                    return Thread.currentThread().toString();
                });
    }

    /** Waits until so many requests are under way. */
    void awaitUnderWay(int requests) {
        await().atMost(Duration.ofMinutes(1)).until(() -> journal.inFlight().size() == requests);
    }

    /** Lets all requests end. */
    void letEnd() {
        release.countDown();
    }

    /** Asks for the start of a machine, and waits for no answer. */
    static CompletableFuture<HttpResponse<String>> requestStart(String address, int vmid) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/vms/" + vmid + "/start"))
                .POST(BodyPublishers.noBody())
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    /** Waits until the server takes no connection any more, which is how its graceful shutdown begins. */
    static void awaitRefusal(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/"))
                .timeout(Duration.ofSeconds(1))
                .build();
        await().ignoreExceptions().until(() -> {
            try {
                HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
                return false;
            } catch (ConnectException refused) {
                return true;
            }
        });
    }
}
