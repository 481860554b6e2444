package dev.opjournal.test.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The outside world: it outlives every crash, and remembers each charge with the key that came with it. */
final class Bank {
    record Charge(String order, String key) {}

    private final CrashPoints points;
    private final List<Charge> charges = new ArrayList<>();

    Bank(CrashPoints points) {
        this.points = points;
    }

    String charge(String order, String key) {
        return points.effect("the bank charges " + order, () -> {
            charges.add(new Charge(order, key));
            return "payment-" + charges.size();
        });
    }

    void giveBack(String order) {
        points.effect(
                "the bank gives back " + order,
                () -> charges.removeIf(charge -> charge.order().equals(order)));
    }

    Optional<Charge> find(String key) {
        return charges.stream().filter(charge -> charge.key().equals(key)).findFirst();
    }

    List<Charge> charges() {
        return List.copyOf(charges);
    }
}
