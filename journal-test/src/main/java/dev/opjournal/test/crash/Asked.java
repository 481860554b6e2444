package dev.opjournal.test.crash;

import java.util.HashMap;
import java.util.Map;

/** How often the handlers of one life were asked, about which operation, and what they said last. */
final class Asked {
    /** So often a handler may answer that it goes on, before that is taken to be for ever. */
    private static final int MOST = 100;

    private final Map<String, Integer> times = new HashMap<>();
    private final Map<String, String> answers = new HashMap<>();

    synchronized void begin(String opId) {
        times.merge(opId, 1, Integer::sum);
    }

    /** Takes an answer in; false if it is the same as before. */
    synchronized boolean isNews(String opId, String answer) {
        return !answer.equals(answers.put(opId, answer));
    }

    synchronized boolean isTooOften(String opId) {
        return times.getOrDefault(opId, 0) >= MOST;
    }

    /** What became of the questions about an operation, for people. */
    synchronized String result(String opId) {
        int asked = times.getOrDefault(opId, 0);
        if (asked == 0) {
            return "nobody has ended or released it, and recovery was not asked";
        }
        return "its handler was asked " + (asked == 1 ? "once" : asked + " times")
                + (answers.containsKey(opId) ? " and " + answers.get(opId) : " and has not answered");
    }
}
