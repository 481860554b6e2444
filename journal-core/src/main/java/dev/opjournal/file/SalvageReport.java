package dev.opjournal.file;

import java.nio.file.Path;
import java.util.List;

/**
 * What a salvage kept, and what was lost.
 *
 * <p>An operation whose end was lost is in flight in the new journal, and goes to its recovery handler. One of which every
 * entry was lost is not there at all, and its key is forgotten: see to {@link #unsureKeys} before the journal is used.
 *
 * @param salvaged the new journal
 * @param entries how many entries it holds
 * @param firstRecord the number that the first of them has there
 * @param lastRecord the number that the last of them has there: the highest of the damaged file
 * @param headerLost whether the header could not be read, so that the lines were proven by each other
 * @param losses the places at which something was lost, in the order of the file
 * @param unsureKeys keys that lost bytes name, or that operations named there have, and of which nothing kept says that they
 *     were applied
 * @param contradictions what was kept and does not fit together, in words
 */
public record SalvageReport(
        Path salvaged,
        long entries,
        long firstRecord,
        long lastRecord,
        boolean headerLost,
        List<Loss> losses,
        List<String> unsureKeys,
        List<String> contradictions) {

    public SalvageReport {
        losses = List.copyOf(losses);
        unsureKeys = List.copyOf(unsureKeys);
        contradictions = List.copyOf(contradictions);
    }

    /** Whether records are missing of which no operation can be read, so that any other key may have been applied too. */
    public boolean isMoreLostThanNamed() {
        return losses.stream()
                .filter(Loss::isMissingRecords)
                .anyMatch(loss -> loss.firstMissing() == 0
                        || loss.lastMissing() == Loss.UNKNOWN
                        || loss.lastMissing() - loss.firstMissing()
                                >= loss.operations().size());
    }
}
