package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalReadException;
import dev.opjournal.UnsupportedFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal's file without opening the journal: no lock is taken, nothing is written, and an application may have the
 * journal open meanwhile. For tools that look at a journal whose application is down, or will not start.
 *
 * <p>The file is opened once. If a compaction gives its name to another file meanwhile, this goes on reading the old one.
 * A Go daemon's file is read as it is. Memory is bounded by the longest line, except where a method says otherwise.
 *
 * <p>Not thread-safe. Each method but {@link #close} throws {@link JournalReadException} if the disk does not answer.
 */
public final class JournalFile implements AutoCloseable {
    private final Disk disk;
    private final Path path;
    private final DiskFile file;
    private final FirstLine first;

    private JournalFile(Disk disk, Path path, DiskFile file, FirstLine first) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.first = first;
    }

    /**
     * Opens the file for reading. One whose header is damaged is opened too: {@link #read} tells of the damage.
     *
     * @throws UnsupportedFormatException if it is no journal, or one of an unknown version
     * @throws JournalOpenException if there is no such file, or it cannot be read
     */
    public static JournalFile open(Path path) {
        return open(path, new LocalDisk());
    }

    /** As {@link #open(Path)}, of a file on another disk: for tests. */
    public static JournalFile open(Path path, Disk disk) {
        try {
            Path real = JournalPath.resolve(path, false, disk);
            if (disk.kindOf(real) == Disk.Kind.MISSING) {
                throw new JournalOpenException(path, "there is no such file.", "Give the path of a journal.", null);
            }
            DiskFile file = disk.openForReading(real);
            try {
                return new JournalFile(disk, real, file, FileStart.of(real, file, disk));
            } catch (IOException | RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalOpenException(
                    path,
                    "it cannot be read: " + e.getMessage() + ".",
                    "See whether the disk is mounted, and whether this user may read the file.",
                    e);
        }
    }

    /** Takes the good entries of a file. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes the next one, in the order of the file.
         *
         * @param offset of its line, for {@link JournalFile#line}
         * @param length of its line in bytes, without the line end
         */
        void entry(JournalEntry entry, long offset, int length);
    }

    /** The file, with symbolic links resolved. */
    public Path path() {
        return path;
    }

    /** Whether it is the file of a Go daemon that was not converted yet. */
    public boolean isGoDaemonFile() {
        return first instanceof FirstLine.Go;
    }

    /** What the header says; empty for a Go daemon's file, and where the header cannot be read. */
    public Optional<HeaderFacts> header() {
        return first instanceof FirstLine.Ours ours
                ? Optional.of(new HeaderFacts(
                        Header.VERSION, ours.header().fileId(), ours.header().base()))
                : Optional.empty();
    }

    /**
     * What the first line of a journal says.
     *
     * @param version of the format
     * @param fileId random, made with the file
     * @param base the offset behind the last line that the file was made with; nothing below can be torn by a crash
     */
    public record HeaderFacts(int version, String fileId, long base) {}

    /**
     * Reads the good entries, up to the end or to the first bytes that are no good line, and tells what these are. The
     * journal's own lines are left out.
     */
    public Verification read(Visitor visitor) {
        return answered(() -> {
            if (first instanceof FirstLine.Ours ours) {
                return new OfflineRead(file, ours.header(), this::holder).run(visitor);
            }
            if (first instanceof FirstLine.Go) {
                return new GoRead(path, file).run(visitor);
            }
            String why = first instanceof FirstLine.Damaged damaged ? damaged.problem() : "it has no header";
            return new Verification(Verification.Verdict.DAMAGED, 0, 0, 0, file.size(), "", why, List.of(), holder());
        });
    }

    /**
     * Goes on behind damage: looks for good lines everywhere in the file, and tells each place at which something is lost,
     * in the order of the file. Takes about 40 bytes of memory for each line.
     *
     * @throws SalvageException if the header is lost and nothing can be proven without it
     */
    public List<Loss> losses() {
        return answered(() -> new Salvage(disk, path, file).wreck(first).losses());
    }

    /**
     * Writes a new journal of everything in this damaged one that can be proven: each line whose checksum is right,
     * wherever it stands, in the order of the record numbers. If the header is lost, the lines prove each other. This file
     * is not touched. Records are numbered anew so that there is no gap; the newest keeps its number. The new file is
     * whole, and on the device, before it gets its name.
     *
     * <p>What was lost may have been the end of an operation or the use of a key: {@link SalvageReport} says what is known.
     * Memory: about 40 bytes for each line, and what the operations' ids and keys take.
     *
     * @param into where no file may be yet; its directory must exist
     * @throws SalvageException if the journal opens as it is, is in use, holds nothing that can be proven, or if the new
     *     file cannot be written
     */
    public SalvageReport salvage(Path into) {
        Verification state = read((entry, offset, length) -> {});
        // On a thread of its own: the sync of a directory needs a channel, which an interrupt would close.
        return answered(() -> apart("opjournal-salvage", () -> new Salvage(disk, path, file).into(into, first, state)));
    }

    /**
     * The text of a line, as it stands in the file.
     *
     * @param offset as a {@link Visitor} was told
     * @param length as a {@link Visitor} was told
     */
    public String line(long offset, int length) {
        return answered(() -> {
            byte[] bytes = new byte[length];
            new ByteWindow(file, offset).copy(offset, bytes, length);
            return new String(bytes, StandardCharsets.UTF_8);
        });
    }

    /** On a thread of its own: the lock needs a channel, which an interrupt would close. */
    private @Nullable String holder() throws IOException {
        return apart("opjournal-look", () -> disk.holderOf(path, JournalPath.lockOf(path)))
                .orElse(null);
    }

    private static <T> T apart(String thread, Work<T> work) throws IOException {
        try {
            return Uninterrupted.call(thread, work::run);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Work that the disk may fail to answer. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T answered(Work<T> work) {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw unanswered(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unanswered(e);
        }
    }

    private JournalReadException unanswered(IOException e) {
        return new JournalReadException(path, 0, e.toString(), e);
    }

    /** Never fails: nothing was written that could be lost. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // Closing a file that was only read tells nothing that anybody could act on.
            return;
        }
    }
}
