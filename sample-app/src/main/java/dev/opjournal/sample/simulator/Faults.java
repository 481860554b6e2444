package dev.opjournal.sample.simulator;

/**
 * What is to go wrong. The counted ones use themselves up and touch only calls that begin a task: of the three that cut
 * a call or its answer, a call suffers one, in the order given here.
 *
 * @param failNextTasks so many tasks of those begun from now on end with an error and without their effect
 * @param dropRequests so many calls are cut off before they are carried out
 * @param dropAnswers so many calls are carried out, and cut off before the answer
 * @param errorAnswers so many calls are carried out, and answered with HTTP 500
 * @param delayAnswersMillis every call of the API is carried out at once, and answered so much later
 * @param unreachable every call of the API is cut off before it is carried out
 * @param holdTasks no task ends, however long ago it was due; they end once this is taken back
 */
record Faults(
        int failNextTasks,
        int dropRequests,
        int dropAnswers,
        int errorAnswers,
        int delayAnswersMillis,
        boolean unreachable,
        boolean holdTasks) {

    static final Faults NONE = new Faults(0, 0, 0, 0, 0, false, false);

    Faults {
        within("failNextTasks", failNextTasks);
        within("dropRequests", dropRequests);
        within("dropAnswers", dropAnswers);
        within("errorAnswers", errorAnswers);
        within("delayAnswersMillis", delayAnswersMillis);
    }

    private static void within(String name, int value) {
        if (value < 0 || value > 1_000_000) {
            throw new IllegalArgumentException(name + " must be from 0 to 1000000, but is " + value);
        }
    }

    /** What is left once a call that begins a task has come in. */
    Faults afterCall() {
        if (dropRequests > 0) {
            return left(failNextTasks, dropRequests - 1, dropAnswers, errorAnswers);
        }
        int fail = Math.max(0, failNextTasks - 1);
        return dropAnswers > 0
                ? left(fail, 0, dropAnswers - 1, errorAnswers)
                : left(fail, 0, 0, Math.max(0, errorAnswers - 1));
    }

    private Faults left(int failTasks, int requests, int answers, int errors) {
        return new Faults(failTasks, requests, answers, errors, delayAnswersMillis, unreachable, holdTasks);
    }
}
