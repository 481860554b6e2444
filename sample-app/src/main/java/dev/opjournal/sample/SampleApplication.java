package dev.opjournal.sample;

import dev.opjournal.sample.simulator.SimulatorCommand;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The controller; with {@code simulator} as the first argument, the simulated Proxmox VE alone. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("simulator")) {
            int status = SimulatorCommand.run(Arrays.asList(args).subList(1, args.length), System.out, System.err);
            if (status != 0) {
                System.exit(status);
            }
        } else {
            SpringApplication.run(SampleApplication.class, args);
        }
    }
}
