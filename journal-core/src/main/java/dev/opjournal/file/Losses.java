package dev.opjournal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is lost from what was found: bad bytes, and gaps in the record numbers. A gap belongs to the bad bytes behind
 * the line before it, or to the place behind that line if nothing bad stands there.
 */
final class Losses {
    /** Numbers of which no line was found. */
    private record Gap(long first, long last) {
        static final Gap NONE = new Gap(1, 0);
    }

    private final DiskFile file;
    private final @Nullable Header header;
    private final LooseLines lines;
    /** The found lines by their numbers, each number once. */
    private final List<LooseLines.Found> numbered;

    private final List<Loss> losses = new ArrayList<>();

    private Losses(DiskFile file, @Nullable Header header, LooseLines lines, List<LooseLines.Found> numbered) {
        this.file = file;
        this.header = header;
        this.lines = lines;
        this.numbered = numbered;
    }

    static List<Loss> of(DiskFile file, @Nullable Header header, LooseLines lines, List<LooseLines.Found> numbered)
            throws IOException {
        Losses found = new Losses(file, header, lines, numbered);
        found.find();
        found.losses.sort(Comparator.comparingLong(Loss::offset));
        return found.losses;
    }

    private void find() throws IOException {
        Map<Long, Gap> gaps = gaps();
        int next = 0;
        boolean isTailBad = false;
        for (LooseLines.Stretch bad : lines.bad()) {
            while (next < lines.found().size() && lines.found().get(next).offset() < bad.offset()) {
                next++;
            }
            long before = next == 0 ? headerEnd() : lines.found().get(next - 1).end();
            isTailBad = next == lines.found().size();
            Gap gap = gaps.remove(before);
            add(bad.offset(), bad.length(), gap == null ? gapBehind(next, isTailBad) : gap);
        }
        for (Map.Entry<Long, Gap> gap : gaps.entrySet()) {
            add(gap.getKey(), 0, gap.getValue());
        }
        long base = header == null ? 0 : header.base();
        long end = lines.found().isEmpty()
                ? headerEnd()
                : lines.found().get(lines.found().size() - 1).end();
        if (!isTailBad && end < base) {
            add(end, Math.max(0, Math.min(file.size(), base) - end), new Gap(lastNumber() + 1, Loss.UNKNOWN));
        }
    }

    /** By the offset behind the line before it. */
    private Map<Long, Gap> gaps() {
        Map<Long, Gap> gaps = new HashMap<>();
        long number = header == null ? firstNumber() - 1 : header.number();
        long end = headerEnd();
        for (LooseLines.Found line : numbered) {
            if (line.number() > number + 1) {
                gaps.put(end, new Gap(number + 1, line.number() - 1));
            }
            number = line.number();
            end = line.end();
        }
        return gaps;
    }

    private Gap gapBehind(int foundBefore, boolean isTail) {
        if (isTail) {
            return new Gap(lastNumber() + 1, Loss.UNKNOWN);
        }
        boolean isUnknownStart = header == null && foundBefore == 0 && firstNumber() > 1;
        return isUnknownStart ? new Gap(0, firstNumber() - 1) : Gap.NONE;
    }

    private long headerEnd() {
        return header == null ? 0 : header.length();
    }

    private long firstNumber() {
        return numbered.isEmpty() ? 1 : numbered.get(0).number();
    }

    private long lastNumber() {
        return numbered.isEmpty()
                ? (header == null ? 0 : header.number())
                : numbered.get(numbered.size() - 1).number();
    }

    private void add(long offset, long length, Gap gap) throws IOException {
        Names names = Names.in(file, offset, length);
        losses.add(new Loss(
                offset, length, gap.first(), gap.last(), List.copyOf(names.operations()), List.copyOf(names.keys())));
    }
}
