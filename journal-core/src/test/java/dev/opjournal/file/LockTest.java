package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalLockedException;
import dev.opjournal.OperationSpec;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One journal has one opening in this process, under whatever name and by whatever class loader. */
class LockTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private Path real;
    private Path path;

    @BeforeEach
    void makeDirectory() throws IOException {
        real = Files.createDirectory(directory.toRealPath().resolve("real"));
        path = real.resolve("ops.journal");
    }

    @Test
    void aSecondOpeningIsRefusedAndTheHolderNamed() throws Exception {
        try (Journal journal = Journals.open(path)) {
            var locked = catchThrowableOfType(JournalLockedException.class, () -> Journals.open(path));

            assertThat(locked.path()).isEqualTo(path);
            assertThat(locked.holder())
                    .contains("process " + ProcessHandle.current().pid() + " ")
                    .contains(InetAddress.getLocalHost().getHostName())
                    .contains("since ");
            assertThat(locked).hasMessageContaining(path.toString()).hasMessageContaining(locked.holder());
            journal.begin(START).succeeded();
        }
    }

    @Test
    void theLockFileTellsTheHolderAsLongAsThereIsOneAndStays() throws Exception {
        Path lock = path.resolveSibling("ops.journal.lock");
        try (Journal journal = Journals.open(path)) {
            assertThat(lock)
                    .content()
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(journal.inFlight()).isEmpty();
        }
        assertThat(lock).content().isBlank();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anotherNameOfTheFileIsTheSameJournal() throws Exception {
        Path links = Files.createDirectory(directory.resolve("links"));
        Path linkToFile = Files.createSymbolicLink(links.resolve("other-name"), path);
        Path linkToLink = Files.createSymbolicLink(links.resolve("third-name"), Path.of("other-name"));
        Path linkToDirectory = Files.createSymbolicLink(links.resolve("linked"), real);
        Path inner = Files.createDirectory(real.resolve("inner"));
        Path linkToInner = Files.createSymbolicLink(links.resolve("inner"), inner);
        Path workingDirectory = Path.of("").toAbsolutePath();
        List<Path> names = List.of(
                linkToFile,
                linkToLink,
                linkToDirectory.resolve("ops.journal"),
                workingDirectory.relativize(path),
                inner.resolve("..").resolve("ops.journal"),
                real.resolve(".").resolve("ops.journal"),
                linkToInner.resolve("..").resolve("ops.journal"));

        try (Journal journal = Journals.open(path)) {
            assertThat(journal.inFlight()).isEmpty();
            for (Path name : names) {
                assertThat(Files.isSameFile(name, path)).as(name.toString()).isTrue();
                assertRefused(name);
            }
        }
        for (Path name : names) {
            try (Journal journal = Journals.open(name)) {
                assertThat(journal.status().path()).isEqualTo(path);
                assertRefused(path);
            }
        }
        assertThat(links).isDirectoryNotContaining("glob:**.lock");
        assertThat(directory).isDirectoryNotContaining("glob:**.lock");
    }

    private static void assertRefused(Path name) {
        assertThat(catchThrowable(() -> Journals.open(name)))
                .as(name.toString())
                .isInstanceOf(JournalLockedException.class);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkIsFollowedAsTheSystemFollowsItAlsoToAJournalThatDoesNotExistYet() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("a").resolve("b"));
        Path linkedDirectory = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        Path link = Files.createSymbolicLink(elsewhere.resolve("ops.link"), Path.of("..", "ops.journal"));

        try (Journal journal = Journals.open(linkedDirectory.resolve("ops.link"))) {
            assertThat(journal.status().path())
                    .isEqualTo(directory.toRealPath().resolve("a").resolve("ops.journal"));
        }
        assertThat(Files.isSameFile(link, directory.resolve("a").resolve("ops.journal")))
                .isTrue();
    }

    @Test
    void anotherClassLoaderIsRefusedAsWell() throws Exception {
        try (URLClassLoader other = separateClassLoader()) {
            try (Journal journal = Journals.open(path)) {
                Throwable refusal = catchThrowable(() -> openIn(other));
                assertThat(refusal.getClass().getClassLoader()).isSameAs(other);
                assertThat(refusal.getClass().getName()).isEqualTo(JournalLockedException.class.getName());
                assertThat(refusal)
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid());
                journal.begin(START).succeeded();
            }
            AutoCloseable held = openIn(other);
            assertRefused(path);
            held.close();
            try (Journal journal = Journals.open(path)) {
                assertThat(journal.inFlight()).isEmpty();
            }
        }
    }

    private static URLClassLoader separateClassLoader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(part).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private AutoCloseable openIn(ClassLoader loader) throws Exception {
        Class<?> type = loader.loadClass(FileJournal.class.getName());
        assertThat(type).isNotSameAs(FileJournal.class);
        try {
            return (AutoCloseable) type.getMethod("open", Path.class).invoke(null, path);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void ofManyOpeningsAtOnceOneHoldsTheJournal() throws Exception {
        try (Race race = new Race(Race.Threads.PLATFORM, 8)) {
            race.<List<Journal>>run(
                    50,
                    (round, racer) -> {
                        try {
                            return List.of(Journals.open(path));
                        } catch (JournalLockedException e) {
                            return List.of();
                        }
                    },
                    (round, opened) -> {
                        List<Journal> held =
                                opened.stream().flatMap(List::stream).toList();
                        assertThat(held).hasSize(1);
                        held.get(0).begin(START).succeeded();
                        held.get(0).close();
                    });
        }
    }

    @Test
    @NotWhileCompacting
    void aRefusedOpeningChangesNoByte() throws Exception {
        try (Journal journal = Journals.open(path)) {
            JournalEntry begun = journal.begin(START).entry();
            Map<String, String> before = files();

            IntStream.range(0, 3).forEach(i -> assertRefused(path));

            assertThat(files()).isEqualTo(before);
            assertThat(journal.latest(begun.opId())).contains(begun);
        }
    }

    /** All that lies in the journal's directory, with its bytes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(real)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void theCloseFreesTheJournal() {
        for (int i = 0; i < 3; i++) {
            Journal journal = Journals.open(path);
            journal.close();
            journal.close();
        }
        try (Journal journal = Journals.open(path)) {
            assertThat(journal.inFlight()).isEmpty();
        }
    }

    @Test
    void closingAJournalAgainDoesNotFreeItForAThird() {
        Journal first = Journals.open(path);
        first.close();
        try (Journal second = Journals.open(path)) {
            first.close();
            assertRefused(path);
            second.begin(START).succeeded();
        }
    }

    @Test
    void anOpeningWhoseDiskFailsFreesTheJournal() throws Exception {
        HookedDisk broken = new HookedDisk();
        broken.beforeEachWrite(write -> {
            throw new IOException("Input/output error");
        });
        Callable<Journal> opening = () -> Journals.open(path, FileJournalOptions.defaults(), broken);

        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowable(opening::call)).hasMessageContaining("Input/output error");
        }
        broken.letGo();
        opening.call().close();
    }

    @Test
    void aCloseThatRunsOutOfMemoryFreesTheJournal() {
        HookedDisk disk = new HookedDisk();
        Journal journal = Journals.open(path, FileJournalOptions.defaults(), disk);
        JournalEntry begun = journal.begin(START).entry();
        disk.beforeEachWrite(write -> {
            throw new OutOfMemoryError("no memory to write");
        });

        journal.close();

        try (Journal next = Journals.open(path)) {
            assertThat(next.interrupted()).containsExactly(begun);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJournalThatNobodyClosedStaysHeldThoughItIsCollected() throws IOException {
        Path forgotten = directory.resolve("forgotten.journal");
        Path other = Files.createFile(directory.resolve("other"));
        forget(forgotten, other);

        await().until(() -> {
            System.gc();
            return !openFiles().contains(other.toRealPath().toString());
        });

        assertThat(openFiles()).contains(forgotten.toRealPath() + ".lock");
        assertThatExceptionOfType(JournalLockedException.class).isThrownBy(() -> Journals.open(forgotten));
    }

    /** Opens a journal and another file, and loses both. */
    private static void forget(Path journal, Path other) throws IOException {
        assertThat(Journals.open(journal).inFlight()).isEmpty();
        assertThat(new RandomAccessFile(other.toFile(), "r").length()).isZero();
    }

    private static List<String> openFiles() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    names.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return names;
    }
}
