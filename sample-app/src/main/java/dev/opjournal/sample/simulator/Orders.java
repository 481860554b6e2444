package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which calls begin a task. */
final class Orders {
    private static final int FIXED = 4;

    private Orders() {}

    /** What a call below {@code /nodes/{node}/qemu/{vmid}} asks to be done; empty if it would begin no task. */
    static Optional<Order> of(Request request) {
        List<String> path = request.path();
        if (path.size() < FIXED || !path.get(0).equals("nodes") || !path.get(2).equals("qemu")) {
            return Optional.empty();
        }
        String vmid = path.get(3);
        List<String> below = new ArrayList<>(path.subList(FIXED, path.size()));
        Map<String, String> settings = Map.of();
        if (below.size() > 1 && below.get(0).equals("snapshot")) {
            settings = Map.of(Order.SNAPSHOT, below.set(1, "*"));
        }
        String type = switch (request.method() + " " + String.join("/", below)) {
            case "POST status/start" -> Task.START;
            case "POST status/stop" -> Task.STOP;
            case "POST config" -> Task.CONFIG;
            case "POST clone" -> Task.CLONE;
            case "DELETE " -> Task.DESTROY;
            case "POST snapshot" -> Task.SNAPSHOT;
            case "POST snapshot/*/rollback" -> Task.ROLLBACK;
            case "DELETE snapshot/*" -> Task.DELETE_SNAPSHOT;
            default -> "";
        };
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Order(type, vmid, settings.isEmpty() ? request.form() : settings));
    }
}
