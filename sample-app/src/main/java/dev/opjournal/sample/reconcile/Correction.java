package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.vms.VmAction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one operation that a VM needs next.
 *
 * @param items what it is to bring in step, {@code power} or names of settings
 * @param settings what it sets
 */
record Correction(VmAction action, Set<String> items, Map<String, String> settings) {
    /**
     * Chooses it. Some settings apply only to a VM that is stopped, so a VM is stopped before it is configured, and
     * configured before it is started.
     *
     * @param due what differs and may be corrected now, as it is wished
     */
    static Optional<Correction> of(Wish wish, Map<String, String> due) {
        Map<String, String> settings = new LinkedHashMap<>(due);
        boolean powerIsDue = settings.remove(Wish.POWER) != null;
        Power power = wish.power();
        if (power != null && powerIsDue && (power == Power.STOPPED || settings.isEmpty())) {
            return Optional.of(new Correction(power.action(), Set.of(Wish.POWER), Map.of()));
        }
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(new Correction(VmAction.SET_CONFIG, settings.keySet(), settings));
    }
}
