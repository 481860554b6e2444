package dev.opjournal.sample.simulator;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The command line of a simulator in a process of its own. */
public final class SimulatorCommand {
    private static final String USAGE = """
            Usage: simulator --state=FILE [--port=0] [--node=pve1] [--task-millis=3000] [--token=USER@REALM!ID=SECRET]
            A port of 0 takes a free one. The port is printed.
            """;

    private SimulatorCommand() {}

    /**
     * Starts a simulator, which then runs until the process ends.
     *
     * @return the exit status: 0 if it runs, 1 if it could not be started, 2 if the arguments are wrong
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        SimulatorOptions options;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        }
        try {
            @SuppressWarnings("resource") // Runs until the process ends.
            ProxmoxSimulator simulator = new ProxmoxSimulator(options);
            out.println("Simulated Proxmox VE on " + simulator.url());
            return 0;
        } catch (RuntimeException e) {
            err.println(e.getMessage()
                    + (e.getCause() == null ? "" : " " + e.getCause().getMessage()));
            return 1;
        }
    }

    private static SimulatorOptions parse(List<String> arguments) {
        Path state = null;
        int port = 0;
        String node = "pve1";
        String token = SimulatorOptions.DEFAULT_TOKEN;
        Duration taskTime = Duration.ofSeconds(3);
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            switch (name) {
                case "--state" -> state = Path.of(value);
                case "--port" -> port = number(name, value);
                case "--node" -> node = value;
                case "--token" -> token = value;
                case "--task-millis" -> taskTime = Duration.ofMillis(number(name, value));
                default -> throw new IllegalArgumentException("Unknown argument " + argument + ".");
            }
        }
        if (state == null || state.toString().isEmpty()) {
            throw new IllegalArgumentException("--state=FILE is missing.");
        }
        return new SimulatorOptions(port, state, node, token, taskTime);
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, but is " + value, e);
        }
    }
}
