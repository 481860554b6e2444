package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk with the bug that the power cuts are there to show: no write is synced. */
final class UnsyncedDisk extends ForwardingDisk {
    @Override
    public DiskFile open(Path file) throws IOException {
        return super.openUnsynced(file);
    }
}
