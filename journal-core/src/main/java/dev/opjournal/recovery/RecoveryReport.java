package dev.opjournal.recovery;

/**
 * What recovery has come to at one moment.
 *
 * @param state how far the first pass is
 * @param recovered operations that recovery recorded as succeeded, since the start
 * @param failed operations that recovery recorded as failed, since the start
 * @param stillRunning operations that will be asked about again: their work goes on outside, the answer is not known
 *     yet, or an earlier operation on their target comes first
 * @param givenUp operations whose handler could not tell in the allowed number of attempts; still in flight
 * @param withoutHandler interrupted operations whose kind has no handler; still in flight
 */
public record RecoveryReport(
        State state, long recovered, long failed, long stillRunning, long givenUp, long withoutHandler) {

    /** How far the first pass over what was interrupted is. */
    public enum State {
        /** Not begun. */
        PENDING,
        RUNNING,
        /** Each operation was asked about once, or waits behind another on its target. */
        COMPLETED
    }
}
