package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a salvage: what is there stays, and what comes is whole, or not there. */
class SalvageFileTest extends SalvageFixture {
    @Test
    void noFileIsEverWrittenOver() throws IOException {
        Files.writeString(salvaged, "precious");

        assertThat(refusal(flipped(17))).hasMessageContaining(salvaged.getFileName() + " exists already");

        assertThat(salvaged).hasContent("precious");
        salvaged = damaged;
        assertThat(refusal(flipped(17))).hasMessageContaining("exists already");
        assertThat(damaged).hasBinaryContent(flipped(17));
    }

    @Test
    void aFileThatComesMeanwhileIsNotWrittenOver() throws IOException {
        Files.write(damaged, flipped(17));
        Disk disk = new ForwardingDisk() {
            @Override
            public void keepAs(Path file, Path second) throws IOException {
                Files.writeString(second, "precious");
                super.keepAs(file, second);
            }
        };

        try (JournalFile file = JournalFile.open(damaged, disk)) {
            assertThat(catchThrowableOfType(SalvageException.class, () -> file.salvage(salvaged)))
                    .hasMessageContaining("exists already");
        }
        assertThat(salvaged).hasContent("precious");
    }

    @Test
    void theDirectoryOfTheNewFileMustExist() throws IOException {
        salvaged = directory.resolve("not/mounted/salvaged.journal");

        assertThat(refusal(flipped(17))).hasMessageContaining("not/mounted does not exist");
    }

    @Test
    void aJournalInUseIsNotSalvaged() throws IOException {
        try (DiskLock lock = ForwardingDisk.lockOf(damaged.toAbsolutePath())) {
            assertThat(lock.createdNow()).isTrue();
            assertThat(refusal(flipped(17)))
                    .hasMessageContaining("in use by")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSalvageThatFailsAtAnyCallLeavesNoHalfJournal(boolean andAllThatFollow) throws IOException {
        Files.write(damaged, flipped(17));
        FailingDisk disk = new FailingDisk();
        int call = 0;
        do {
            Files.deleteIfExists(salvaged);
            disk.failAt(call++, andAllThatFollow);
            try (JournalFile file = JournalFile.open(damaged, disk)) {
                file.salvage(salvaged);
            } catch (SalvageException e) {
                assertThat(e).hasMessageContaining("Input/output error");
                assertThat(andAllThatFollow || Files.notExists(salvaged))
                        .as("what has failed left nothing, but where nothing can be deleted")
                        .isTrue();
            }
            if (Files.exists(salvaged)) {
                try (Journal opened = FileJournal.open(salvaged)) {
                    assertThat(withoutNumbers(TailTest.everything(opened, journal.entries())))
                            .isEqualTo(withoutNumbers(allBut(17)));
                }
            }
        } while (disk.hasFailed());
        assertThat(call).isGreaterThan(5);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theNewJournalIsItsOwnersAlone() throws IOException {
        salvage(flipped(17));

        assertThat(Files.getPosixFilePermissions(salvaged))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(directory.resolve("salvaged.journal.salvaging")).doesNotExist();
    }
}
