package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A damaged journal, whose lines are known by their checksums. */
final class SealedWreck implements Wreck {
    private final DiskFile file;
    private final byte[] seed;
    private final boolean headerLost;
    /** By their numbers, each once; the journal's own lines among them. */
    private final List<LooseLines.Found> lines;

    private final List<Loss> losses;
    private final List<String> contradictions = new ArrayList<>();
    private final LineDecoder decoder = new LineDecoder();

    /**
     * Looks through a damaged journal.
     *
     * @param header null if it cannot be read
     * @param seed what the checksums of its lines begin with
     */
    SealedWreck(DiskFile file, @Nullable Header header, byte[] seed) throws IOException {
        this.file = file;
        this.seed = seed;
        this.headerLost = header == null;
        LooseLines loose = LooseLines.in(file, seed, header == null ? 0 : header.length());
        this.lines = numbered(loose.found());
        this.losses = Losses.of(file, header, loose, lines);
    }

    private List<LooseLines.Found> numbered(List<LooseLines.Found> found) throws IOException {
        List<LooseLines.Found> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingLong(LooseLines.Found::number));
        List<LooseLines.Found> once = new ArrayList<>(sorted.size());
        LooseLines.Found last = null;
        for (LooseLines.Found line : sorted) {
            if (last == null || line.number() != last.number()) {
                once.add(line);
                last = line;
            } else if (!Arrays.equals(bytes(last), bytes(line))) {
                contradictions.add("record " + line.number() + " stands at offset " + last.offset()
                        + " and, different, at " + line.offset() + "; the first is kept");
            }
        }
        return once;
    }

    @Override
    public long entries() {
        return lines.stream().filter(line -> !line.own()).count();
    }

    @Override
    public long lastNumber() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).number();
    }

    @Override
    public boolean headerLost() {
        return headerLost;
    }

    @Override
    public List<Loss> losses() {
        return losses;
    }

    @Override
    public List<String> contradictions() {
        return contradictions;
    }

    /** Only number, watermark and checksum of a line are new. */
    @Override
    public void give(byte[] newSeed, Taker taker) throws IOException {
        for (LooseLines.Found line : lines) {
            if (!line.own()) {
                byte[] bytes = bytes(line);
                LineFormat.Seal seal = LineFormat.readSeal(bytes, 0, bytes.length);
                if (seal == null || !LineFormat.checksumIsRight(bytes, 0, bytes.length, seed)) {
                    throw new IOException("The line at offset " + line.offset() + " changed while it was read");
                }
                byte[] prefix = Arrays.copyOf(bytes, LineFormat.prefixBytes(seal, bytes.length));
                taker.take(entry(bytes, line.offset()), new Line(prefix, newSeed));
            }
        }
    }

    private JournalEntry entry(byte[] bytes, long offset) throws IOException {
        try {
            return decoder.decode(bytes, 0, bytes.length);
        } catch (BadLineException e) {
            throw new IOException("The line at offset " + offset + " changed while it was read", e);
        }
    }

    private byte[] bytes(LooseLines.Found line) throws IOException {
        byte[] bytes = new byte[line.length()];
        for (int filled = 0; filled < bytes.length; ) {
            int read = file.read(line.offset() + filled, bytes, filled, bytes.length - filled);
            if (read <= 0) {
                throw new IOException("The file ends at " + (line.offset() + filled) + " while it is read");
            }
            filled += read;
        }
        return bytes;
    }
}
