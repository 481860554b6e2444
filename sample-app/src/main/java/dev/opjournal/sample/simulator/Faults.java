package dev.opjournal.sample.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong. The counted ones use themselves up and touch only calls that begin a task: of the three that cut
 * a call or its answer, a call suffers one, in the order given here.
 *
 * @param failNextTasks so many tasks of those begun from now on end with an error and without their effect
 * @param failTaskType {@code failNextTasks} touches and counts only tasks of this type
 * @param dropRequests so many calls are cut off before they are carried out
 * @param dropAnswers so many calls are carried out, and cut off before the answer
 * @param errorAnswers so many calls are carried out, and answered with HTTP 500
 * @param cutTaskType the three before touch and count only calls that begin a task of this type
 * @param delayAnswersMillis every call of the API is carried out at once, and answered so much later
 * @param unreachable every call of the API is cut off before it is carried out
 * @param holdTasks no task ends, however long ago it was due; they end once this is taken back
 * @param holdTaskType the same for tasks of this type, and those that wait for one of them
 * @param delayTaskType {@code delayAnswersMillis} touches only calls that begin a task of this type
 */
record Faults(
        int failNextTasks,
        @Nullable String failTaskType,
        int dropRequests,
        int dropAnswers,
        int errorAnswers,
        @Nullable String cutTaskType,
        int delayAnswersMillis,
        boolean unreachable,
        boolean holdTasks,
        @Nullable String holdTaskType,
        @Nullable String delayTaskType) {

    static final Faults NONE = new Faults(0, null, 0, 0, 0, null, 0, false, false, null, null);

    private static final List<String> TYPES = List.of(
            Task.START,
            Task.STOP,
            Task.CONFIG,
            Task.CLONE,
            Task.DESTROY,
            Task.SNAPSHOT,
            Task.ROLLBACK,
            Task.DELETE_SNAPSHOT);

    Faults {
        within("failNextTasks", failNextTasks);
        within("dropRequests", dropRequests);
        within("dropAnswers", dropAnswers);
        within("errorAnswers", errorAnswers);
        within("delayAnswersMillis", delayAnswersMillis);
        known("failTaskType", failTaskType);
        known("cutTaskType", cutTaskType);
        known("holdTaskType", holdTaskType);
        known("delayTaskType", delayTaskType);
        if (failTaskType != null && failNextTasks == 0) {
            throw new IllegalArgumentException("failTaskType does nothing without failNextTasks; give both");
        }
        if (cutTaskType != null && dropRequests + dropAnswers + errorAnswers == 0) {
            throw new IllegalArgumentException(
                    "cutTaskType does nothing without dropRequests, dropAnswers or errorAnswers; give one of them too");
        }
    }

    private static void within(String name, int value) {
        if (value < 0 || value > 1_000_000) {
            throw new IllegalArgumentException(name + " must be from 0 to 1000000, but is " + value);
        }
    }

    private static void known(String name, @Nullable String type) {
        if (type != null && !TYPES.contains(type)) {
            throw new IllegalArgumentException(name + " must be one of " + TYPES + ", but is " + type);
        }
    }

    /** Whether tasks of a type do not end. */
    boolean holds(String taskType) {
        return holdTasks || taskType.equals(holdTaskType);
    }

    /** How much later a call is answered that begins a task of this type; null for one that begins none. */
    int delayOf(@Nullable String taskType) {
        return delayTaskType == null || delayTaskType.equals(taskType) ? delayAnswersMillis : 0;
    }

    /** What of it a call suffers that begins a task of this type. */
    Faults touching(String taskType) {
        boolean fails = failTaskType == null || failTaskType.equals(taskType);
        boolean cuts = cutTaskType == null || cutTaskType.equals(taskType);
        return left(
                fails ? failNextTasks : 0, cuts ? dropRequests : 0, cuts ? dropAnswers : 0, cuts ? errorAnswers : 0);
    }

    /** What is left once a call has come in that begins a task of this type. */
    Faults afterCall(String taskType) {
        Faults now = touching(taskType);
        if (now.dropRequests > 0) {
            return left(failNextTasks, dropRequests - 1, dropAnswers, errorAnswers);
        }
        int fail = now.failNextTasks > 0 ? failNextTasks - 1 : failNextTasks;
        if (now.dropAnswers > 0) {
            return left(fail, dropRequests, dropAnswers - 1, errorAnswers);
        }
        return left(fail, dropRequests, dropAnswers, now.errorAnswers > 0 ? errorAnswers - 1 : errorAnswers);
    }

    private Faults left(int failTasks, int requests, int answers, int errors) {
        return new Faults(
                failTasks,
                failTasks == 0 ? null : failTaskType,
                requests,
                answers,
                errors,
                requests + answers + errors == 0 ? null : cutTaskType,
                delayAnswersMillis,
                unreachable,
                holdTasks,
                holdTaskType,
                delayTaskType);
    }
}
