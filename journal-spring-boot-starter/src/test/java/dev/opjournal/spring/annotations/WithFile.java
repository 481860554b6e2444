package dev.opjournal.spring.annotations;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a place for a journal each. */
abstract class WithFile {
    @TempDir
    Path directory;

    Path file;

    @BeforeEach
    void aFile() {
        file = directory.resolve("ops.journal");
    }
}
