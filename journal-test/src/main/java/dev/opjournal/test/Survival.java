package dev.opjournal.test;

import java.util.Random;

/**
 * Decides what a {@link StrictDisk} still has of what was not synced when the power went. It is asked once for each sector of 512
 * bytes that was written, for the size of each file that changed it, and for each name that was given, changed or taken
 * away: in any combination, since a disk keeps no order between two syncs.
 */
@FunctionalInterface
public interface Survival {
    /** Nothing that was not synced survives. */
    Survival NOTHING = choices -> 0;

    /** Everything survives, as when the system has written all that it had by the time the power went. */
    Survival EVERYTHING = choices -> choices - 1;

    /**
     * Picks one of the states that a thing went through since it was synced.
     *
     * @param choices how many there are, at least 2
     * @return from 0, what was synced, to {@code choices - 1}, what was written last
     */
    int pick(int choices);

    /** Any state of each thing. */
    static Survival random(Random random) {
        return random::nextInt;
    }
}
