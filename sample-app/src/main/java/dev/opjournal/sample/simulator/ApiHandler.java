package dev.opjournal.sample.simulator;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** {@link ProxmoxApi} over HTTP: who may call, and what goes wrong on the way. */
final class ApiHandler extends JsonHandler {
    private final ProxmoxApi api;
    private final FaultBox faults;
    private final String authorization;
    private final CountDownLatch closing;

    /**
     * Wires the handler.
     *
     * @param token what calls must carry
     * @param closing open once the simulator is being closed, so that no late answer holds it up
     */
    ApiHandler(ProxmoxApi api, FaultBox faults, JsonMapper json, String token, CountDownLatch closing) {
        super(json);
        this.api = api;
        this.faults = faults;
        this.authorization = "PVEAPIToken=" + token;
        this.closing = closing;
    }

    @Override
    Optional<Answer> answer(Request request, @Nullable String presented) {
        boolean authorized = authorization.equals(presented);
        Optional<String> begun = authorized ? Orders.of(request).map(Order::type) : Optional.empty();
        boolean begins = begun.isPresent();
        Faults now = begun.map(faults::take).orElseGet(faults::get);
        if (now.unreachable() || (begins && now.dropRequests() > 0)) {
            return Optional.empty();
        }
        Answer answer = authorized
                ? api.answer(request, begins && now.failNextTasks() > 0)
                : Answer.error(401, "permission denied - invalid PVE API token");
        if (closedWhileLate(now.delayOf(begun.orElse(null))) || (begins && now.dropAnswers() > 0)) {
            return Optional.empty();
        }
        return Optional.of(begins && now.errorAnswers() > 0 ? Answer.error(500, "simulated fault") : answer);
    }

    private boolean closedWhileLate(int millis) {
        try {
            return millis > 0 && closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
