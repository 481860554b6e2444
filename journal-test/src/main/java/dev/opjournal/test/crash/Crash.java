package dev.opjournal.test.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of one life: at a durable write, of which some is left, or behind an effect.
 *
 * @param number of the write or effect in its life, from 1
 * @param kept how many entries of the write are left, if it is {@link Left#KEPT}; 0 for all
 */
record Crash(Left left, int number, int kept) {
    private static final Pattern TEXT = Pattern.compile("(?:w(\\d{1,6})-(lost|torn|kept(\\d{0,4}))|e(\\d{1,6}))");

    /** What is left of the write at which it happens. */
    enum Left {
        /** Nothing. */
        LOST,
        /** Its first sectors, but no whole write. */
        TORN,
        /** Whole entries, although nobody was told. */
        KEPT,
        /** It is no write, but behind an effect. */
        EFFECT
    }

    /** All crashes that an event may be the last of. */
    static List<Crash> at(Event event) {
        List<Crash> crashes = new ArrayList<>();
        if (event instanceof Event.Write write) {
            crashes.add(new Crash(Left.LOST, write.number(), 0));
            if (write.tears()) {
                crashes.add(new Crash(Left.TORN, write.number(), 0));
            }
            for (int kept = 1; kept < write.entries().size(); kept++) {
                crashes.add(new Crash(Left.KEPT, write.number(), kept));
            }
            crashes.add(new Crash(Left.KEPT, write.number(), 0));
        } else if (event instanceof Event.Effect effect) {
            crashes.add(new Crash(Left.EFFECT, effect.number(), 0));
        }
        return crashes;
    }

    static Crash parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' names no crash. Take what a report prints, for example w2-lost, w2-torn, w2-kept, w2-kept1 or e1.");
        }
        if (matcher.group(4) != null) {
            return new Crash(Left.EFFECT, Integer.parseInt(matcher.group(4)), 0);
        }
        String count = matcher.group(3);
        Left left = count != null ? Left.KEPT : Left.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return new Crash(
                left,
                Integer.parseInt(matcher.group(1)),
                count == null || count.isEmpty() ? 0 : Integer.parseInt(count));
    }

    boolean isAtWrite(int write) {
        return left != Left.EFFECT && number == write;
    }

    boolean isAtEffect(int effect) {
        return left == Left.EFFECT && number == effect;
    }

    /** Whether nothing differs for the application from the same crash with {@link Left#LOST}. */
    boolean isTear() {
        return left == Left.TORN;
    }

    /** The same for people. */
    String inWords() {
        return switch (left) {
            case LOST -> "w" + number + " is lost";
            case TORN -> "w" + number + " is on the device in part";
            case KEPT ->
                kept == 0
                        ? "w" + number + " is on the device, but nobody hears of it"
                        : "of w" + number + " the first " + (kept == 1 ? "entry is" : kept + " entries are")
                                + " on the device";
            case EFFECT -> "behind e" + number;
        };
    }

    /** The same for a replay. */
    @Override
    public String toString() {
        if (left == Left.EFFECT) {
            return "e" + number;
        }
        return "w" + number + "-" + left.name().toLowerCase(Locale.ROOT) + (kept == 0 ? "" : kept);
    }
}
