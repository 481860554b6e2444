package dev.opjournal.sample.simulator;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A simulated virtual machine. */
record Vm(boolean running, SortedMap<String, String> config) {
    static Vm stopped(String vmid) {
        return new Vm(false, new TreeMap<>(Map.of("name", "vm" + vmid, "cores", "1", "memory", "512")));
    }

    Vm withRunning(boolean nowRunning) {
        return new Vm(nowRunning, config);
    }

    Vm withSettings(Map<String, String> settings) {
        SortedMap<String, String> all = new TreeMap<>(config);
        all.putAll(settings);
        return new Vm(running, all);
    }
}
