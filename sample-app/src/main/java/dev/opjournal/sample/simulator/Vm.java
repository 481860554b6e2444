package dev.opjournal.sample.simulator;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated virtual machine.
 *
 * @param snapshots the settings as of each snapshot, by its name
 */
record Vm(boolean running, SortedMap<String, String> config, SortedMap<String, SortedMap<String, String>> snapshots) {
    private static final String NAME = "name";
    private static final String LOCK = "lock";
    private static final String DESCRIPTION = "description";

    /** The setting that names the snapshot that the VM was last rolled back to, or that was last taken of it. */
    private static final String PARENT = "parent";

    Vm {
        // State files of earlier versions know no snapshots.
        snapshots = Objects.requireNonNullElseGet(snapshots, TreeMap::new);
    }

    static Vm stopped(String vmid) {
        return new Vm(false, new TreeMap<>(Map.of(NAME, "vm" + vmid, "cores", "1", "memory", "512")), new TreeMap<>());
    }

    /** What stands for a VM until its clone is done: it has its name, description and settings only then. */
    static Vm beingCloned() {
        return new Vm(
                false, new TreeMap<>(Map.of(LOCK, "clone", DESCRIPTION, " qmclone temporary file\n")), new TreeMap<>());
    }

    /** What the VM is locked for; null if it is not. */
    @Nullable
    String lock() {
        return config.get(LOCK);
    }

    Vm withRunning(boolean nowRunning) {
        return new Vm(nowRunning, config, snapshots);
    }

    Vm withSettings(Map<String, String> settings) {
        SortedMap<String, String> all = new TreeMap<>(config);
        all.putAll(settings);
        return new Vm(running, all, snapshots);
    }

    /** A clone with the name and description that its call gave, if it did. */
    Vm copy(Map<String, String> call) {
        SortedMap<String, String> all = new TreeMap<>(config);
        all.remove("template");
        all.remove(PARENT);
        all.put(NAME, call.getOrDefault(NAME, "Copy-of-VM-" + config.get(NAME)));
        if (call.containsKey(DESCRIPTION)) {
            all.put(DESCRIPTION, call.get(DESCRIPTION));
        }
        return new Vm(false, all, new TreeMap<>());
    }

    Vm withSnapshot(String name) {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>(snapshots);
        all.put(name, config);
        return new Vm(running, with(config, PARENT, name), all);
    }

    Vm withoutSnapshot(String name) {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>(snapshots);
        SortedMap<String, String> removed = all.remove(name);
        String before = removed == null ? null : removed.get(PARENT);
        all.replaceAll((other, settings) -> withParent(settings, name, before));
        return new Vm(running, withParent(config, name, before), all);
    }

    /** With another parent if it has the given one. */
    private static SortedMap<String, String> withParent(
            SortedMap<String, String> settings, String parent, @Nullable String other) {
        return parent.equals(settings.get(PARENT)) ? with(settings, PARENT, other) : settings;
    }

    /** A setting of null is none. */
    private static SortedMap<String, String> with(
            SortedMap<String, String> settings, String setting, @Nullable String value) {
        SortedMap<String, String> all = new TreeMap<>(settings);
        if (value == null) {
            all.remove(setting);
        } else {
            all.put(setting, value);
        }
        return all;
    }

    /** As it was, but stopped: a snapshot holds no memory. The description is not rolled back. */
    Vm rolledBack(String name) {
        SortedMap<String, String> then = new TreeMap<>(snapshots.getOrDefault(name, config));
        then.put(PARENT, name);
        if (config.containsKey(DESCRIPTION)) {
            then.put(DESCRIPTION, config.get(DESCRIPTION));
        }
        return new Vm(false, then, snapshots);
    }
}
