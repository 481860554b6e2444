package dev.opjournal.file;

import dev.opjournal.CompactionReport;
import dev.opjournal.JournalClosedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a compaction, between two batches: what is still missing in the new file, its name, and the change over to it.
 * Until the rename nothing of the old file is touched. Whatever goes wrong from the rename on is for {@link BatchWriter} to
 * fail closed on.
 */
final class Swap {
    private final Path path;
    private final Path beside;
    private final Disk disk;
    private final Admission admission;
    private final BatchWriter batches;
    private final Rewrite rewrite;
    private final List<Index.Renumbered> renumbered;
    private final int chunkBytes;

    /** From here on it is not known which file has the name. */
    private boolean renaming;

    private @Nullable Throwable failure;
    private @Nullable CompactionReport report;

    Swap(
            Path path,
            Disk disk,
            Admission admission,
            BatchWriter batches,
            Rewrite rewrite,
            List<Index.Renumbered> renumbered,
            int chunkBytes) {
        this.path = path;
        this.beside = Compaction.fileBeside(path);
        this.disk = disk;
        this.admission = admission;
        this.batches = batches;
        this.rewrite = rewrite;
        this.renumbered = renumbered;
        this.chunkBytes = chunkBytes;
    }

    /** Runs between two batches; the report of what was done. */
    CompactionReport run() throws IOException {
        batches.between(this::swap);
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (report == null) {
            throw new JournalClosedException(path);
        }
        return report;
    }

    private void swap() throws IOException {
        if (batches.isOver()) {
            return;
        }
        Generation before = admission.look(Index::generation);
        LogWriter writer;
        CompactionReport done;
        try {
            rewrite.copy(before.lines().size(), () -> {});
            // What was begun meanwhile has taken of the space, and wants its end kept room for.
            rewrite.setAside(admission.look(Index::reserved) + Reserve.OWN_LINES);
            rewrite.finish();
            writer = rewrite.writer(chunkBytes);
            done = report(before, rewrite.next());
            Uninterrupted.run("opjournal-swap", this::rename);
        } catch (IOException | RuntimeException | Error e) {
            if (renaming) {
                throw e;
            }
            failure = e;
            return;
        }
        admission.swap(rewrite.next(), renumbered);
        batches.goOnWith(writer, rewrite.seed());
        before.reader().release();
        report = done;
    }

    /** On a thread of its own, so that nothing that is needed can fail behind the rename but the disk. */
    private void rename() throws IOException {
        renaming = true;
        disk.rename(beside, path);
        disk.syncDirectory(path.resolveSibling("."));
    }

    private CompactionReport report(Generation before, Generation next) {
        return new CompactionReport(
                batches.end(),
                rewrite.end(),
                before.operations().size() - next.operations().size(),
                before.keys().size() - next.keys().size());
    }
}
