package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A process that makes all files that there can be of a journal, and says the modes of them whenever the disk was called. */
final class ModesChild {
    static final String CREATED = "created.journal";
    static final String SALVAGED = "salvaged.journal";
    static final String GO = "go.jsonl";
    static final String PLAIN = "plain";

    private static final int SECTOR = 512;

    private final Path directory;
    private final Disk disk = new WatchedDisk();
    private final Set<String> said = new HashSet<>();

    private ModesChild(Path directory) {
        this.directory = directory;
    }

    /** Takes the directory, and the Go daemon's files in it. Says names with their modes. */
    public static void main(String[] arguments) throws IOException {
        ModesChild child = new ModesChild(Path.of(arguments[0]));
        Files.createFile(child.directory.resolve(PLAIN));
        byte[] bytes = child.createAndCompact();
        child.openTorn(bytes.clone());
        child.salvage(bytes.clone());
        try (InputStream fixture = ModesChild.class.getResourceAsStream("/go-daemon/daemon-torn.jsonl")) {
            Files.copy(fixture, child.directory.resolve(GO));
        }
        for (String go : List.of(arguments).subList(1, arguments.length)) {
            FileJournal.open(child.directory.resolve(go), JournalBytes.SMALL_CHUNKS, child.disk)
                    .close();
        }
        child.look();
    }

    private FileJournal open() {
        return FileJournal.open(directory.resolve(CREATED), JournalBytes.SMALL_CHUNKS, disk);
    }

    /** Answers the bytes as a crash leaves them. */
    private byte[] createAndCompact() throws IOException {
        try (FileJournal journal = open()) {
            write(journal);
            journal.compact();
            write(journal);
            return Files.readAllBytes(directory.resolve(CREATED));
        }
    }

    private static void write(Journal journal) {
        for (int i = 0; i < 5; i++) {
            journal.begin(OperationSpec.of("vm.start").target("x".repeat(300))).succeeded("done");
        }
    }

    /** Blanks a sector of the last batch, as a crash does. */
    private void openTorn(byte[] bytes) throws IOException {
        JournalBytes journal = new JournalBytes(bytes, List.of());
        for (int at = (int) journal.lastBatch() + 10; at % SECTOR != 0 && at < journal.end(); at++) {
            bytes[at] = ' ';
        }
        overwrite(bytes);
        open().close();
    }

    private void salvage(byte[] bytes) throws IOException {
        bytes[new JournalBytes(bytes, List.of()).lines().get(3).from() + 12] ^= 1;
        overwrite(bytes);
        try (JournalFile file = JournalFile.open(directory.resolve(CREATED), disk)) {
            file.salvage(directory.resolve(SALVAGED));
        }
    }

    /** Keeps the file's mode. */
    private void overwrite(byte[] bytes) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(CREATED).toFile(), "rw")) {
            file.setLength(0);
            file.write(bytes);
        }
    }

    private void look() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String line =
                        file.getFileName() + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (said.add(line)) {
                    System.out.println(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks behind each call that makes or names a file. */
    private final class WatchedDisk extends ForwardingDisk {
        @Override
        public DiskFile open(Path file) throws IOException {
            DiskFile opened = super.open(file);
            look();
            return opened;
        }

        @Override
        public DiskFile create(Path file) throws IOException {
            DiskFile created = super.create(file);
            look();
            return created;
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            super.rename(from, to);
            look();
        }

        @Override
        public void keepAs(Path file, Path second) throws IOException {
            super.keepAs(file, second);
            look();
        }
    }
}
