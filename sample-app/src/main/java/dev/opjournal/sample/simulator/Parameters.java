package dev.opjournal.sample.simulator;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Proxmox VE finds wrong with a call's parameters before it looks at any VM. Not all that it checks. */
final class Parameters {
    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");
    private static final Pattern DNS_NAME =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*");
    private static final Pattern CONFIG_ID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]+");
    private static final int MAX_SNAPSHOT_NAME = 40;

    private Parameters() {}

    static boolean isVmid(String text) {
        return VMID.matcher(text).matches();
    }

    static Answer noVmid(String parameter) {
        return Answer.badParameter(parameter, "invalid format - value does not look like a valid VM ID");
    }

    /** The refusal, if there is one. */
    static Optional<Answer> check(Order order) {
        if (!isVmid(order.vmid())) {
            return Optional.of(noVmid("vmid"));
        }
        return switch (order.type()) {
            case Task.CONFIG -> config(order);
            case Task.CLONE -> clone(order);
            case Task.SNAPSHOT, Task.ROLLBACK, Task.DELETE_SNAPSHOT -> snapshot(order.snapshot());
            default -> Optional.empty();
        };
    }

    private static Optional<Answer> config(Order order) {
        if (order.settings().isEmpty()) {
            return Optional.of(Answer.error(500, "no options specified"));
        }
        return order.settings().getOrDefault("cores", "1").equals("0")
                ? Optional.of(Answer.badParameter("cores", "value must have a minimum value of 1"))
                : Optional.empty();
    }

    private static Optional<Answer> clone(Order order) {
        if (order.target().isEmpty()) {
            return Optional.of(missing(Order.NEW_VMID));
        }
        if (!isVmid(order.target())) {
            return Optional.of(noVmid(Order.NEW_VMID));
        }
        String name = order.settings().getOrDefault("name", "unnamed");
        return DNS_NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(
                        Answer.badParameter("name", "invalid format - value does not look like a valid DNS name"));
    }

    private static Optional<Answer> snapshot(String name) {
        if (name.isEmpty()) {
            return Optional.of(missing(Order.SNAPSHOT));
        }
        if (!CONFIG_ID.matcher(name).matches()) {
            return Optional.of(
                    Answer.badParameter(Order.SNAPSHOT, "invalid format - invalid configuration ID '" + name + "'"));
        }
        if (name.length() > MAX_SNAPSHOT_NAME) {
            return Optional.of(
                    Answer.badParameter(Order.SNAPSHOT, "value may only be " + MAX_SNAPSHOT_NAME + " characters long"));
        }
        return name.equals("current")
                ? Optional.of(Answer.error(500, "unable to use snapshot name 'current' (reserved name)"))
                : Optional.empty();
    }

    private static Answer missing(String parameter) {
        return Answer.badParameter(parameter, "property is missing and it is not optional");
    }
}
