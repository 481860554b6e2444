package dev.opjournal.sample.simulator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a real Proxmox VE has not: {@code /simulator/faults} to set what goes wrong, {@code /simulator/effects} and
 * {@code /simulator/tasks} to see how often each effect happened and each task was begun.
 */
final class ControlHandler extends JsonHandler {
    private final Cluster cluster;
    private final FaultBox faults;
    private final ObjectReader faultsReader;

    ControlHandler(Cluster cluster, FaultBox faults, JsonMapper json) {
        super(json);
        this.cluster = cluster;
        this.faults = faults;
        this.faultsReader = json.readerFor(Faults.class)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    @Override
    Optional<Answer> answer(Request request, @Nullable String authorization) {
        return Optional.of(
                switch (request.method() + " " + String.join("/", request.path())) {
                    case "GET effects" -> new Answer(200, cluster.now().effects());
                    case "GET tasks" -> new Answer(200, cluster.now().begun());
                    case "GET faults" -> new Answer(200, faults.get());
                    case "PUT faults" -> setFaults(request.body());
                    default -> Answer.error(404, "There are GET effects, GET tasks, GET faults and PUT faults.");
                });
    }

    private Answer setFaults(String body) {
        try {
            Faults wanted = faultsReader.readValue(body);
            faults.set(wanted);
            return new Answer(200, wanted);
        } catch (JacksonException e) {
            return Answer.error(400, "Not a JSON object of faults: " + e.getOriginalMessage());
        }
    }
}
