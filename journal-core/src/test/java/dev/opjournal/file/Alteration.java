package dev.opjournal.file;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What disks, copies and people do to the bytes of a journal. */
enum Alteration {
    FLIP {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            byte[] bytes = journal.bytes().clone();
            bytes[random.nextInt(journal.end())] ^= (byte) (1 << random.nextInt(8));
            return bytes;
        }
    },
    CUT {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            return journal.cutAt(1 + random.nextInt(journal.end()));
        }
    },
    SPACES {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            return filled(journal, random, ' ');
        }
    },
    NULS {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            return filled(journal, random, 0);
        }
    },
    GARBAGE {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            byte[] bytes = journal.bytes().clone();
            byte[] garbage = new byte[1 + random.nextInt(1000)];
            random.nextBytes(garbage);
            int at = random.nextInt(journal.end());
            System.arraycopy(garbage, 0, bytes, at, Math.min(garbage.length, bytes.length - at));
            return bytes;
        }
    },
    DELETED_LINE {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            JournalBytes.LineAt line = line(journal, random);
            return joined(journal, 0, line.from(), line.to(), journal.bytes().length);
        }
    },
    DOUBLED_LINE {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            JournalBytes.LineAt line = line(journal, random);
            return joined(journal, 0, line.to(), line.from(), journal.bytes().length);
        }
    },
    SWAPPED_LINES {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            List<JournalBytes.LineAt> lines = journal.lines();
            int index = 1 + random.nextInt(lines.size() - 2);
            int from = lines.get(index).from();
            int middle = lines.get(index).to();
            int to = lines.get(index + 1).to();
            return joined(journal, 0, from, middle, to, from, middle, to, journal.bytes().length);
        }
    },
    JOINED_LINES {
        @Override
        byte[] of(JournalBytes journal, Random random) {
            JournalBytes.LineAt line = line(journal, random);
            return joined(journal, 0, line.to() - 1, line.to(), journal.bytes().length);
        }
    };

    private static final int SECTOR = 512;

    abstract byte[] of(JournalBytes journal, Random random);

    /** Alters the bytes in a way that is drawn too. */
    static byte[] any(JournalBytes journal, Random random) {
        return values()[random.nextInt(values().length)].of(journal, random);
    }

    private static JournalBytes.LineAt line(JournalBytes journal, Random random) {
        List<JournalBytes.LineAt> lines = journal.lines();
        return lines.get(random.nextInt(lines.size()));
    }

    private static byte[] filled(JournalBytes journal, Random random, int with) {
        byte[] bytes = journal.bytes().clone();
        int from = random.nextInt(journal.end() / SECTOR + 1) * SECTOR;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + SECTOR * (1 + random.nextInt(3))), (byte) with);
        return bytes;
    }

    /** Puts pieces together, each from its first byte to before its last. */
    static byte[] joined(JournalBytes journal, int... bounds) {
        Bytes joined = new Bytes(journal.bytes().length);
        for (int i = 0; i < bounds.length; i += 2) {
            joined.add(Arrays.copyOfRange(journal.bytes(), bounds[i], bounds[i + 1]));
        }
        return joined.copy();
    }
}
