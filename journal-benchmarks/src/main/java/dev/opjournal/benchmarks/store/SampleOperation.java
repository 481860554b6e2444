package dev.opjournal.benchmarks.store;

import dev.opjournal.OperationSpec;
import java.util.Map;

/** The operation of all benchmarks: the start of a VM, with a key, that becomes three entries. */
public final class SampleOperation {
    public static final String KIND = "vm.start";
    public static final String TARGET = "101";
    public static final Map<String, String> PARAMS = Map.of("node", "pve-0001");
    public static final String TASK = "UPID:pve1:0003C2A1:01A2B3C4:6745F0A0:qmstart:101:root@pam:";
    public static final int ENTRIES = 3;

    private SampleOperation() {}

    /** The key of the n-th operation of a caller. */
    public static String key(int caller, long n) {
        return "job-" + caller + "-" + n;
    }

    public static OperationSpec spec(int caller, long n) {
        return OperationSpec.of(KIND).target(TARGET).params(PARAMS).idempotencyKey(key(caller, n));
    }
}
