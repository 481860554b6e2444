package dev.opjournal.file;

import dev.opjournal.JournalOpenException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what can be proven of a damaged journal into a new one. The damaged one is only read. */
final class Salvage {
    private static final Logger log = LoggerFactory.getLogger(Salvage.class);

    private final Disk disk;
    private final Path path;
    private final DiskFile file;

    Salvage(Disk disk, Path path, DiskFile file) {
        this.disk = disk;
        this.path = path;
        this.file = file;
    }

    Wreck wreck(FirstLine first) throws IOException {
        if (first instanceof FirstLine.Go) {
            return new GoWreck(path, file);
        }
        Header header = first instanceof FirstLine.Ours ours ? ours.header() : null;
        byte[] seed = header == null ? SeedProof.find(file) : header.seed();
        if (seed == null) {
            throw refused(
                    "its header is lost, and no two of its lines prove each other, or lines of several journals stand in it.",
                    "Restore the file from a copy, or read it as text and find out what happened to its operations.",
                    null);
        }
        return new SealedWreck(file, header, seed);
    }

    SalvageReport into(Path into, FirstLine first, Verification state) throws IOException {
        Path target = target(into);
        if (state.holder() != null) {
            throw refused("it is in use by " + state.holder() + ".", "Stop the application first.", null);
        }
        if (state.verdict() != Verification.Verdict.DAMAGED) {
            throw refused(
                    "it is not damaged, and opens as it is"
                            + (state.rule().equals("T6") ? ", without its torn tail." : "."),
                    "Open it.",
                    null);
        }
        Wreck wreck = wreck(first);
        if (wreck.entries() == 0) {
            throw refused("none of its entries can be proven.", "Restore the file from a copy.", null);
        }
        return write(wreck, target);
    }

    private SalvageReport write(Wreck wreck, Path target) throws IOException {
        // Only a forged line has the number 0.
        long before = Math.max(0, wreck.lastNumber() - wreck.entries());
        Testimony testimony = new Testimony(wreck);
        wreck.give(new byte[0], (entry, line) -> testimony.take(entry));
        Path beside = target.resolveSibling(target.getFileName() + ".salvaging");
        try {
            WholeFile.write(
                    disk,
                    beside,
                    before,
                    Instant.now(),
                    lines -> wreck.give(lines.seed(), (entry, line) -> lines.add(line)));
            giveName(beside, target);
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } catch (IOException e) {
            throw refused(
                    "the new file " + target + " cannot be written: " + e + ".",
                    "See whether there is room, and whether this user may write there.",
                    e);
        } finally {
            tidy(beside);
        }
        return new SalvageReport(
                target,
                wreck.entries(),
                before + 1,
                wreck.lastNumber(),
                wreck.headerLost(),
                wreck.losses(),
                testimony.unsureKeys(),
                testimony.contradictions());
    }

    private void tidy(Path beside) {
        try {
            disk.deleteIfExists(beside);
        } catch (IOException e) {
            log.warn("{} is of no use and could not be deleted: {}", beside, e.toString());
        }
    }

    /** Unlike a rename this never takes the place of a file. */
    private void giveName(Path beside, Path target) throws IOException {
        try {
            disk.keepAs(beside, target);
            disk.syncDirectory(target.resolveSibling("."));
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            tidy(target);
            throw e;
        }
    }

    private Path target(Path into) throws IOException {
        Path target;
        try {
            target = JournalPath.resolve(into, false, disk);
        } catch (JournalOpenException e) {
            throw refused("the new file " + into + " cannot be made: " + e.problem(), e.action(), e);
        }
        if (disk.kindOf(target) != Disk.Kind.MISSING) {
            throw exists(target);
        }
        return target;
    }

    private SalvageException exists(Path target) {
        return refused(target + " exists already.", "Give a name that no file has.", null);
    }

    private SalvageException refused(String problem, String action, @Nullable Throwable cause) {
        return new SalvageException(path, problem, action, cause);
    }
}
