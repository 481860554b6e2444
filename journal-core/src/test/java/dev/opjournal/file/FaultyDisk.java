package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The real disk, with writes that fail as told: some of the bytes may be on it then. Only what is written to the journal
 * itself is counted.
 */
final class FaultyDisk extends ForwardingDisk {
    /** What a write comes to. */
    interface Fault {
        /**
         * Looks at a write before it is made.
         *
         * @return how many bytes are written before it fails; -1 if it does not fail
         */
        int bytesBefore(long at, byte[] bytes, int from, int length);
    }

    private static final Fault NONE = (at, bytes, from, length) -> -1;

    private volatile Fault fault = NONE;
    private volatile String message = "Input/output error";
    private volatile long usable = Long.MAX_VALUE;
    private volatile boolean healsWhenAsked;

    /** Every write of an entry fails from now on. */
    void failEntries(int bytesBefore) {
        fault = (at, bytes, from, length) -> isSpaces(bytes, from, length) ? -1 : bytesBefore;
    }

    /** There is no more space to be set aside from now on. */
    void fill(long stillUsable) {
        usable = stillUsable;
        message = "No space left on device";
        fault = (at, bytes, from, length) -> isSpaces(bytes, from, length) ? length / 2 : -1;
    }

    /** Setting space aside fails, although there is space. */
    void failSpaces() {
        fault = (at, bytes, from, length) -> isSpaces(bytes, from, length) ? 0 : -1;
    }

    /** As {@link #heal}, once somebody asks how much is usable: behind a write that has failed. */
    void healWhenAskedForSpace() {
        healsWhenAsked = true;
    }

    void heal() {
        healsWhenAsked = false;
        fault = NONE;
        usable = Long.MAX_VALUE;
    }

    private static boolean isSpaces(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new FaultyFile(super.open(file));
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return new FaultyFile(super.openUnsynced(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new FaultyFile(super.create(file));
    }

    @Override
    public long usableSpace(Path file) throws IOException {
        if (healsWhenAsked) {
            heal();
        }
        return Math.min(usable, super.usableSpace(file));
    }

    private final class FaultyFile extends ForwardingFile {
        FaultyFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            int before = fault.bytesBefore(at, bytes, from, length);
            if (before < 0) {
                super.write(at, bytes, from, length);
                return;
            }
            super.write(at, bytes, from, Math.min(before, length));
            throw new IOException(message);
        }
    }
}
