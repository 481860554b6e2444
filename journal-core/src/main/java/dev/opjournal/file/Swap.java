package dev.opjournal.file;

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

    private @Nullable Exception failure;
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
        try {
            rewrite.copy(before.lines().size(), () -> {});
            rewrite.finish();
        } catch (IOException | RuntimeException e) {
            failure = e;
            return;
        }
        disk.rename(beside, path);
        disk.syncDirectory(path.resolveSibling("."));
        CompactionReport done = report(before, rewrite.next());
        admission.swap(rewrite.next(), renumbered);
        batches.goOnWith(rewrite.writer(chunkBytes), rewrite.seed());
        before.reader().release();
        report = done;
    }

    private CompactionReport report(Generation before, Generation next) {
        return new CompactionReport(
                batches.end(),
                rewrite.end(),
                before.operations().size() - next.operations().size(),
                before.keys().size() - next.keys().size());
    }
}
