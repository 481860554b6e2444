package dev.opjournal.file;

import java.io.IOException;

/** A run on a disk of which one call fails, or all from one on. */
interface FaultedRun {
    FaultDisk disk();

    /** Runs; whatever fails, callers get a typed error or success. */
    void live();

    /** Makes the disk sound, and looks at what is left, also after crashes. */
    void assertAllIsWell(long seed) throws IOException;
}
