package dev.opjournal.file;

import dev.opjournal.JournalOpenException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings journals into being, new or from a Go daemon's file. A file gets its name only when all of it is on the device:
 * it is written beside, synced, renamed, and the directory synced. So what is below its {@code base} can never be torn by a
 * crash.
 */
final class Creation {
    private static final Logger log = LoggerFactory.getLogger(Creation.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Disk disk;
    private final Path journal;
    private final Path beside;
    private final Clock clock;
    private final Dialect dialect;
    private final Redaction redaction;

    Creation(Disk disk, Path journal, FileJournalOptions options) {
        this.disk = disk;
        this.journal = journal;
        this.beside = journal.resolveSibling(journal.getFileName() + ".creating");
        this.clock = options.clock();
        this.dialect = options.dialect();
        this.redaction = new Redaction(options.redact());
    }

    /** Creates an empty journal, where nothing or a file of length 0 is. */
    void create() throws IOException {
        List<Path> remains = JournalPath.remainsOf(journal, disk);
        if (!remains.isEmpty()) {
            throw new JournalOpenException(
                    journal,
                    "it is missing or empty, but " + remains.get(0).getFileName()
                            + " lies beside it, so that it was there before.",
                    "Bring the journal back. If it may begin anew, move that file away first.",
                    null);
        }
        WholeFile.write(disk, beside, 0, clock.instant(), lines -> {});
        giveName();
    }

    /** Writes a Go daemon's file anew as a journal, once. The original stays beside it. */
    void convert(DiskFile original) throws IOException {
        try {
            keepOriginal(rewrite(original));
            giveName();
        } catch (IOException | RuntimeException e) {
            disk.deleteIfExists(beside);
            throw e;
        }
    }

    private GoJournal.Report rewrite(DiskFile original) throws IOException {
        FileTime modified = disk.lastModified(journal);
        long size = original.size();
        AtomicReference<GoJournal.Report> report = new AtomicReference<>();
        WholeFile.write(disk, beside, 0, clock.instant(), lines -> {
            LineEncoder encoder = new LineEncoder(dialect, lines.seed());
            report.set(new GoJournal(journal, original)
                    .read((entry, offset, length) -> lines.add(encoder.encode(redaction.of(entry)))));
            if (original.size() != size || !disk.lastModified(journal).equals(modified)) {
                throw new JournalOpenException(
                        journal,
                        "it is a Go daemon's journal, and was changed while it was converted.",
                        "Stop the daemon first: one journal has one writer.",
                        null);
            }
        });
        return Objects.requireNonNull(report.get());
    }

    private void keepOriginal(GoJournal.Report report) throws IOException {
        Path kept = keep(".go-", name -> disk.keepAs(journal, name));
        disk.syncDirectory(parent());
        log.info(
                "Converted the Go daemon's journal {}: {} entries, {} damaged lines, {} of them with a record salvaged."
                        + " The original is kept as {}.",
                journal,
                report.records(),
                report.damagedLines(),
                report.salvagedRecords(),
                kept.getFileName());
    }

    private void giveName() throws IOException {
        disk.rename(beside, journal);
        disk.syncDirectory(parent());
    }

    private Path parent() {
        Path parent = journal.getParent();
        if (parent == null) {
            throw new IllegalStateException("The path " + journal + " has no directory");
        }
        return parent;
    }

    /** Makes a file under a name that does not exist yet. */
    interface Maker {
        void make(Path name) throws IOException;
    }

    /** Keeps something beside the journal under a name with the time, never over an older one. */
    Path keep(String infix, Maker maker) throws IOException {
        String stamp = infix + STAMP.format(clock.instant());
        for (int attempt = 1; ; attempt++) {
            Path name = journal.resolveSibling(journal.getFileName() + stamp + (attempt == 1 ? "" : "-" + attempt));
            try {
                maker.make(name);
                return name;
            } catch (FileAlreadyExistsException e) {
                log.debug("{} exists already", name);
            } catch (IOException e) {
                // Half a copy helps nobody, and would be one more at each try on a full disk.
                disk.deleteIfExists(name);
                throw e;
            }
        }
    }
}
