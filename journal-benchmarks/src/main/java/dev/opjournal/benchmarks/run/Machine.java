package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The machine as the document names it. */
final class Machine {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Machine() {}

    static Map<String, String> describe(Path data, Jvm jvm, Optional<Jvm> virtualJvm) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", value(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", value(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        FileStore store = Files.getFileStore(data);
        facts.put("file system", store.type() + options(store.name()));
        facts.put("disk", disk(store.name()));
        facts.put("JDK", jvm.version());
        facts.put("JDK for virtual threads", virtualJvm.map(Jvm::version).orElse("none"));
        return facts;
    }

    private static String options(String device) throws IOException {
        if (!Files.exists(MOUNTS)) {
            return "";
        }
        return Files.readAllLines(MOUNTS).stream()
                .map(line -> line.split(" "))
                .filter(mount -> mount[0].equals(device))
                .map(mount -> " (" + mount[3] + ")")
                .findFirst()
                .orElse("");
    }

    /** What the kernel tells of the device; a partition's whole disk is the directory above its own. */
    private static String disk(String device) throws IOException {
        Path name = Path.of("/sys/class/block")
                .resolve(String.valueOf(Path.of(device).getFileName()));
        if (!Files.exists(name)) {
            return device;
        }
        Path block = name.toRealPath();
        Path queue = Files.exists(block.resolve("queue")) ? block.resolve("queue") : block.resolveSibling("queue");
        Path model = block.resolve("device").resolve("model");
        return device
                + (Files.exists(model) ? " " + Files.readString(model).strip() : "")
                + (Files.exists(queue.resolve("write_cache"))
                        ? ", " + Files.readString(queue.resolve("write_cache")).strip()
                        : "");
    }

    private static String value(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
