package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.vms.BadRequestException;
import dev.opjournal.sample.vms.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is wished of which VMs. A name that is misspelt stops the start: what it meant would silently not be kept.
 *
 * @param interval the pause between two rounds, from 10 ms to a day
 * @param vms the wish for each VM, by vmid; without one nothing is compared
 */
@ConfigurationProperties(prefix = "reconcile", ignoreUnknownFields = false)
public record ReconcileProperties(
        @DefaultValue("10s") Duration interval,
        @DefaultValue Map<String, Wish> vms) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");

    /** {@code scsi1: local-lvm:32}: each time that it is set there is a new disk. */
    private static final Pattern DISK = Pattern.compile("(ide|sata|scsi|virtio|efidisk|tpmstate|unused)\\d+");

    private static final Pattern ALLOCATION = Pattern.compile("[^:,]+:\\d+(\\.\\d+)?(,.*)?");

    public ReconcileProperties {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("reconcile.interval must be from 10ms to 1d, but is " + interval + ".");
        }
        vms.forEach(ReconcileProperties::check);
    }

    private static void check(String vmid, Wish wish) {
        String property = "reconcile.vms." + vmid;
        if (!VMID.matcher(vmid).matches()) {
            throw new IllegalArgumentException(
                    property + ": the id of a VM is a whole number from 100 to 999999999, not " + vmid + ".");
        }
        if (wish.power() == null && wish.settings().isEmpty()) {
            throw new IllegalArgumentException(
                    property + " wishes nothing. Set its power (running or stopped) or settings, or take it out.");
        }
        wish.settings().forEach((name, value) -> check(property + ".settings: ", name, value));
    }

    private static void check(String property, String name, String value) {
        try {
            SettingsReader.name(name);
        } catch (BadRequestException e) {
            throw new IllegalArgumentException(property + e.getMessage(), e);
        }
        if (name.equals(Wish.POWER)) {
            throw new IllegalArgumentException(property + "\"power\" stands beside the settings, not among them.");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(property + "\"" + name + "\" has no value.");
        }
        if (name.equals("cipassword")) {
            throw new IllegalArgumentException(
                    property + "\"cipassword\" is a secret that Proxmox VE does not show, so it cannot be compared.");
        }
        if (DISK.matcher(name).matches() && ALLOCATION.matcher(value).matches()) {
            throw new IllegalArgumentException(property + "\"" + name + "\" would allocate a disk each time it is set."
                    + " Wish for a volume by the name that Proxmox VE shows.");
        }
    }
}
