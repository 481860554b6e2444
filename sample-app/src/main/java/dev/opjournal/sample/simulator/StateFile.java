package dev.opjournal.sample.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The simulator's memory. Each save replaces the file whole by a rename, so that a killed simulator leaves one state or
 * the next. It is not synced: a power cut is not simulated.
 */
final class StateFile {
    private final Path path;
    private final JsonMapper json;

    StateFile(Path path, JsonMapper json) {
        this.path = path.toAbsolutePath();
        this.json = json;
    }

    State load() {
        if (Files.notExists(path)) {
            return State.initial();
        }
        try {
            return json.readValue(Files.readAllBytes(path), State.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the simulator's state file " + path + ".", e);
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    path
                            + " is not a state file of the simulator. Name another file, or remove this one to begin anew.",
                    e);
        }
    }

    void save(State state) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(next, json.writeValueAsBytes(state));
            replace(next);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the simulator's state file " + path + ".", e);
        }
    }

    private void replace(Path next) throws IOException {
        try {
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
