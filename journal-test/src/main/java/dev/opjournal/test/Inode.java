package dev.opjournal.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file: what a reader sees, and what of it the device may have instead. The device writes sectors whole and in
 * any order, so that for each sector, and for the size, all states since it was synced are kept.
 */
final class Inode {
    static final int SECTOR = 512;

    /** A file grows on the device by so much at a time. */
    private static final int PAGE = 4096;

    /** What a reader sees. Sectors are never changed, but replaced; null is one that was never written, and reads as NULs. */
    private final List<byte @Nullable []> sectors = new ArrayList<>();

    /** Of each sector that is not synced: its states before, the synced one first. */
    private final Map<Integer, List<byte @Nullable []>> before = new HashMap<>();

    /** As before, of each sector that a failed sync gave up: until it is written again, no sync brings it to the device. */
    private final Map<Integer, List<byte @Nullable []>> givenUp = new HashMap<>();

    private long size;
    /** The sizes before, the synced one first, with those that growing went through; none if the size is synced. */
    private final List<Long> sizesBefore = new ArrayList<>();

    private long modified;

    long size() {
        return size;
    }

    /** How often it was changed. */
    long modified() {
        return modified;
    }

    int read(long at, byte[] into, int from, int length) {
        if (at >= size) {
            return -1;
        }
        int count = (int) Math.min(length, size - at);
        for (int done = 0; done < count; ) {
            int within = (int) ((at + done) % SECTOR);
            int part = Math.min(SECTOR - within, count - done);
            byte[] sector = sector((int) ((at + done) / SECTOR));
            if (sector == null) {
                Arrays.fill(into, from + done, from + done + part, (byte) 0);
            } else {
                System.arraycopy(sector, within, into, from + done, part);
            }
            done += part;
        }
        return count;
    }

    void write(long at, byte[] bytes, int from, int length) {
        modified++;
        for (int done = 0; done < length; ) {
            int within = (int) ((at + done) % SECTOR);
            int part = Math.min(SECTOR - within, length - done);
            int index = (int) ((at + done) / SECTOR);
            byte[] old = sector(index);
            byte[] changed = old == null ? new byte[SECTOR] : old.clone();
            System.arraycopy(bytes, from + done, changed, within, part);
            replace(index, changed);
            done += part;
        }
        if (at + length > size) {
            resize(at + length);
        }
    }

    /** What a synced write leaves: its sectors are on the device, and the size if they would not be read without it. */
    void syncRange(long at, int length) {
        for (long sector = at / SECTOR; sector * SECTOR < at + length; sector++) {
            before.remove((int) sector);
        }
        if (sizesBefore.stream().anyMatch(earlier -> earlier < at + length)) {
            sizesBefore.clear();
        }
    }

    void sync() {
        before.clear();
        sizesBefore.clear();
    }

    /**
     * What a failed sync leaves, as Linux does: a reader sees what was written, the device may have it or not, and the next sync
     * takes it for done.
     */
    void failToSync() {
        givenUp.putAll(before);
        before.clear();
    }

    /** As {@link #failToSync()}, of a synced write. */
    void failToSyncRange(long at, int length) {
        for (long sector = at / SECTOR; sector * SECTOR < at + length; sector++) {
            List<byte @Nullable []> states = before.remove((int) sector);
            if (states != null) {
                givenUp.put((int) sector, states);
            }
        }
    }

    void truncate(long newSize) {
        modified++;
        if (newSize == size) {
            return;
        }
        resize(newSize);
        if (newSize < (long) sectors.size() * SECTOR) {
            cutAt(newSize);
        }
    }

    private void resize(long newSize) {
        sizesBefore.add(size);
        for (long grown = (size / PAGE + 1) * PAGE; grown < newSize; grown += PAGE) {
            sizesBefore.add(grown);
        }
        size = newSize;
    }

    private void replace(int index, byte @Nullable [] sector) {
        List<byte @Nullable []> states = givenUp.remove(index);
        if (states != null) {
            before.put(index, states);
        }
        before.computeIfAbsent(index, unsynced -> new ArrayList<>()).add(sector(index));
        put(index, sector);
    }

    /** So that what grows behind the cut later is NULs. What the device has of it is read only if the cut is lost. */
    private void cutAt(long end) {
        int last = (int) (end / SECTOR);
        for (int index = sectors.size() - 1; index >= last; index--) {
            int kept = (int) Math.max(0, end - (long) index * SECTOR);
            byte[] old = sector(index);
            if (old != null) {
                replace(index, kept == 0 ? null : Arrays.copyOf(Arrays.copyOf(old, kept), SECTOR));
            }
        }
    }

    /** What is on the device after a crash. */
    Inode afterCrash(Survival survival) {
        Inode left = new Inode();
        left.modified = modified;
        left.size = size;
        left.sectors.addAll(sectors);
        for (Map<Integer, List<byte @Nullable []>> undecided : List.of(before, givenUp)) {
            undecided.forEach((index, states) -> {
                int picked = survival.pick(states.size() + 1);
                if (picked < states.size()) {
                    left.put(index, states.get(picked));
                }
            });
        }
        if (!sizesBefore.isEmpty()) {
            int picked = survival.pick(sizesBefore.size() + 1);
            left.size = picked < sizesBefore.size() ? sizesBefore.get(picked) : size;
        }
        left.cutAt(left.size);
        left.before.clear();
        return left;
    }

    private byte @Nullable [] sector(int index) {
        return index < sectors.size() ? sectors.get(index) : null;
    }

    private void put(int index, byte @Nullable [] sector) {
        while (sectors.size() <= index) {
            sectors.add(null);
        }
        sectors.set(index, sector);
    }
}
