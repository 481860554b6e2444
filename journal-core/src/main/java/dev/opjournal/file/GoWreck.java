package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Go daemon's file with lines that cannot be read. Nothing tells how many records these were. */
final class GoWreck implements Wreck {
    private final Path path;
    private final DiskFile file;
    private final List<Loss> losses = new ArrayList<>();
    private final long entries;

    GoWreck(Path path, DiskFile file) throws IOException {
        this.path = path;
        this.file = file;
        this.entries = new GoJournal(path, file)
                .read(new Reading((entry, line) -> {}, Header.seed("")) {
                    @Override
                    public void torn(long offset, int length) {
                        lost(offset, length);
                    }

                    @Override
                    public boolean unreadable(long offset, int length) {
                        lost(offset, length);
                        return true;
                    }
                })
                .records();
    }

    /** Goes on behind what cannot be read. */
    private static class Reading implements GoJournal.Visitor {
        private final Taker taker;
        private final LineEncoder encoder;

        Reading(Taker taker, byte[] seed) {
            this.taker = taker;
            this.encoder = new LineEncoder(Dialect.STANDARD, seed);
        }

        @Override
        public void record(JournalEntry entry, long offset, int length) {
            taker.take(entry, encoder.encode(entry));
        }

        @Override
        public boolean unreadable(long offset, int length) {
            return true;
        }
    }

    private void lost(long offset, int length) {
        try {
            Names names = Names.in(file, offset, length);
            losses.add(new Loss(
                    offset, length, 0, Loss.UNKNOWN, List.copyOf(names.operations()), List.copyOf(names.keys())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public long lastNumber() {
        return entries;
    }

    @Override
    public boolean headerLost() {
        return false;
    }

    @Override
    public List<Loss> losses() {
        return losses;
    }

    @Override
    public List<String> contradictions() {
        return List.of();
    }

    @Override
    public void give(byte[] seed, Taker taker) throws IOException {
        new GoJournal(path, file).read(new Reading(taker, seed));
    }
}
