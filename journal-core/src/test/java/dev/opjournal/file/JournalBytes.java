package dev.opjournal.file;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The bytes of a journal, and what stands in them. */
record JournalBytes(byte[] bytes, List<JournalEntry> entries) {
    static final FileJournalOptions SMALL_CHUNKS = FileJournalOptions.defaults().withPreallocateBytes(4096);

    /** A line of the file, the header included. */
    record LineAt(int from, int to) {}

    /** A journal as a crash leaves it: several batches of one to eleven entries, with space set aside behind. */
    static JournalBytes crashed(Path directory, int entries, long seed) throws IOException {
        Path path = directory.resolve("crashed-" + seed + ".journal");
        try (Journal journal = FileJournal.open(path, SMALL_CHUNKS)) {
            List<JournalEntry> written = fill(journal, entries, new Random(seed), 0);
            return new JournalBytes(Files.readAllBytes(path), written);
        }
    }

    /** A journal as a crash leaves it, whose last batch is of the given number of entries. */
    static JournalBytes crashedWithLastBatch(Path directory, int entries, int last, long seed) throws IOException {
        Path path = directory.resolve("batch-" + seed + ".journal");
        try (Journal journal = FileJournal.open(path, SMALL_CHUNKS)) {
            List<JournalEntry> written = new ArrayList<>(fill(journal, entries, new Random(seed), 0));
            List<JournalEntry> batch = new ArrayList<>();
            for (int i = 0; i < last; i++) {
                batch.add(JournalEntry.of("last-" + i, "vm.start", OpState.STARTED)
                        .target("x".repeat((int) (seed + i) % 50))
                        .build());
            }
            written.addAll(journal.append(batch));
            return new JournalBytes(Files.readAllBytes(path), written);
        }
    }

    /** A journal that was closed. */
    static JournalBytes closed(Path directory, int entries, long seed) throws IOException {
        Path path = directory.resolve("closed-" + seed + ".journal");
        List<JournalEntry> written;
        try (Journal journal = FileJournal.open(path, SMALL_CHUNKS)) {
            written = fill(journal, entries, new Random(seed), 0);
        }
        return new JournalBytes(Files.readAllBytes(path), written);
    }

    /** A journal that was opened after a crash, and has taken nothing since. */
    static JournalBytes reopened(Path directory, int entries, long seed) throws IOException {
        JournalBytes crashed = crashed(directory, entries, seed);
        Path path = directory.resolve("reopened-" + seed + ".journal");
        Files.write(path, crashed.bytes());
        Journal journal = FileJournal.open(path, SMALL_CHUNKS);
        try {
            return new JournalBytes(Files.readAllBytes(path), crashed.entries());
        } finally {
            journal.close();
        }
    }

    /**
     * A journal whose file was made with lines in it, as a conversion or a compaction makes it, and then took more; all lines
     * below its base have the watermark 0.
     */
    static JournalBytes rewritten(Path directory, int entries, long seed) throws IOException {
        Path path = directory.resolve("rewritten-" + seed + ".journal");
        int below = entries / 2;
        StringBuilder go = new StringBuilder();
        List<JournalEntry> written = new ArrayList<>();
        for (int i = 0; i < below; i++) {
            go.append("{\"op_id\":\"go-")
                    .append(i)
                    .append("\",\"vmid\":100,\"kind\":\"start\",\"state\":\"started\"")
                    .append(",\"at\":\"2026-09-14T07:30:58.225335549+01:00\"}\n");
        }
        Files.writeString(path, go);
        try (Journal journal = FileJournal.open(path, SMALL_CHUNKS)) {
            written.addAll(journal.inFlight());
            written.addAll(fill(journal, entries - below, new Random(seed), 1000));
            return new JournalBytes(Files.readAllBytes(path), written);
        }
    }

    private static List<JournalEntry> fill(Journal journal, int entries, Random random, int firstId) {
        List<JournalEntry> written = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int id = firstId;
        while (written.size() < entries) {
            List<JournalEntry> batch = new ArrayList<>();
            int size = Math.min(1 + random.nextInt(11), entries - written.size());
            for (int i = 0; i < size; i++) {
                if (open.size() > 3 && random.nextBoolean()) {
                    String opId = open.remove(random.nextInt(open.size()));
                    batch.add(
                            JournalEntry.of(opId, "vm.start", OpState.SUCCEEDED).build());
                } else {
                    String opId = "op-" + id++;
                    open.add(opId);
                    batch.add(JournalEntry.of(opId, "vm.start", OpState.STARTED)
                            .target("1" + random.nextInt(100))
                            .idempotencyKey(random.nextInt(3) == 0 ? "key-" + opId : null)
                            .build());
                }
            }
            written.addAll(journal.append(batch));
        }
        return written;
    }

    /** The lines in their order, the header first. */
    List<LineAt> lines() {
        List<LineAt> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(new LineAt(from, i + 1));
                from = i + 1;
            }
        }
        return lines;
    }

    /** Behind the last line. */
    int end() {
        List<LineAt> lines = lines();
        return lines.get(lines.size() - 1).to();
    }

    Header header() {
        return header(bytes);
    }

    /** The only line of a journal that a later release may write. */
    static byte[] headerOfVersion2() {
        return sealedHeader("\"format\":2,\"new\":[]");
    }

    /** A header with a right checksum, whatever it says. */
    static byte[] sealedHeader(String members) {
        String id = Header.newFileId();
        Bytes header = new Bytes(320);
        String prefix = Header.START + id + "\",\"kind\":\"opjournal.header\",\"state\":\"succeeded\"," + members;
        LineFormat.seal(new Line(prefix.getBytes(StandardCharsets.UTF_8), Header.seed(id)), 0, 0, header);
        return header.copy();
    }

    static Header header(byte[] bytes) {
        LineAt line = new JournalBytes(bytes, List.of()).lines().get(0);
        FirstLine first = FirstLine.read(bytes, line.from(), line.to() - 1, true);
        return ((FirstLine.Ours) first).header();
    }

    String text(LineAt line) {
        return new String(bytes, line.from(), line.to() - line.from(), StandardCharsets.UTF_8);
    }

    /** Where the last batch of entries begins: the watermark of the last line. */
    long lastBatch() {
        LineAt last = lines().get(lines().size() - 1);
        LineFormat.Seal seal = LineFormat.readSeal(bytes, last.from(), last.to() - 1);
        return seal.watermark();
    }

    byte[] cutAt(int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** These bytes as a file that cannot be written. */
    static DiskFile file(byte[] content) {
        return new DiskFile() {
            @Override
            public int read(long at, byte[] into, int from, int length) {
                if (at >= content.length) {
                    return -1;
                }
                int count = (int) Math.min(length, content.length - at);
                System.arraycopy(content, (int) at, into, from, count);
                return count;
            }

            @Override
            public void write(long at, byte[] bytes, int from, int length) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void sync() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void truncate(long size) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    /** The row of the table that decides on the bytes, read from a position on that is behind a good line. */
    static Tail.Rule judge(byte[] content, Header header, LineScan.Position from) {
        try {
            DiskFile file = file(content);
            LineScan.Position end = new LineScan(file, header).run(from, (entry, offset, length) -> {});
            return new Tail(file, header, end.offset()).judge();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tail.Rule judge(byte[] content, Header header) {
        return judge(content, header, LineScan.Position.behind(header));
    }
}
