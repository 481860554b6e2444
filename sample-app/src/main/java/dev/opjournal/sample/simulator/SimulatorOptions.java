package dev.opjournal.sample.simulator;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a simulator is set up.
 *
 * @param port where it listens on the loopback interface; 0 takes a free one
 * @param stateFile where VMs and tasks are kept
 * @param node the node that has the VMs; {@code pve1} to {@code pve3} are there in any case
 * @param token what calls must carry, {@code USER@REALM!TOKENID=SECRET}
 * @param taskTime how long a task takes
 */
public record SimulatorOptions(int port, Path stateFile, String node, String token, Duration taskTime) {
    /** The token of a simulator that was not given one. It guards nothing. */
    public static final String DEFAULT_TOKEN = "root@pam!opjournal=00000000-0000-0000-0000-000000000000";

    public SimulatorOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, but is " + port);
        }
        if (taskTime.isNegative() || taskTime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("the task time must be from 0 to one hour, but is " + taskTime);
        }
        if (token.indexOf('=') < 1) {
            throw new IllegalArgumentException("the token must read USER@REALM!TOKENID=SECRET");
        }
        if (!node.matches("[a-zA-Z0-9][a-zA-Z0-9-]*")) {
            throw new IllegalArgumentException("node must be a host name, but is " + node);
        }
    }

    /** The name of the token, without its secret: the user in UPIDs. */
    String tokenId() {
        return token.substring(0, token.indexOf('='));
    }
}
