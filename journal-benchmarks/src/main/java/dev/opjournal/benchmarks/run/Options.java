package dev.opjournal.benchmarks.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line, as {@code run.sh} hands it on.
 *
 * @param only phases to run; all usual ones if empty
 * @param data where the stores' files are
 * @param out where results and documents go
 * @param virtualJdk a JDK that has virtual threads
 * @param syncCounter the compiled {@code syncs.c}
 * @param commit what is measured; unknown outside a clone
 */
record Options(
        Plan plan,
        List<String> only,
        Path data,
        Path out,
        Optional<Path> virtualJdk,
        Optional<Path> syncCounter,
        String commit,
        String command) {

    static Options parse(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean smoke = words.remove("--smoke");
        Plan plan = smoke ? Plan.smoke() : Plan.full();
        String rounds = value(words, "--rounds");
        if (rounds != null) {
            plan = plan.withRounds(Integer.parseInt(rounds));
        }
        String minutes = value(words, "--minutes");
        if (minutes != null) {
            plan = plan.withSoakSeconds(60L * Integer.parseInt(minutes));
        }
        List<String> only = new ArrayList<>();
        for (String name = value(words, "--only"); name != null; name = value(words, "--only")) {
            only.add(name);
        }
        Options options = new Options(
                plan,
                only,
                path(words, "--data").orElseThrow(),
                path(words, "--out").orElseThrow(),
                path(words, "--virtual-jdk"),
                path(words, "--sync-counter"),
                Optional.ofNullable(value(words, "--commit")).orElse("unknown"),
                command(smoke, rounds, minutes, only));
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("Unknown options: " + String.join(" ", words)
                    + "; there are --smoke, --only NAME, --rounds N, --minutes N, --data DIR and --out DIR");
        }
        return options;
    }

    private static String command(boolean smoke, @Nullable String rounds, @Nullable String minutes, List<String> only) {
        StringBuilder command = new StringBuilder("journal-benchmarks/run.sh");
        command.append(smoke ? " --smoke" : "");
        only.forEach(name -> command.append(" --only ").append(name));
        command.append(rounds == null ? "" : " --rounds " + rounds);
        command.append(minutes == null ? "" : " --minutes " + minutes);
        return command.toString();
    }

    private static Optional<Path> path(List<String> words, String name) {
        return Optional.ofNullable(value(words, name)).map(Path::of);
    }

    /** Takes an option and its value out of the words. */
    private static @Nullable String value(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 == words.size()) {
            throw new IllegalArgumentException(name + " takes a value");
        }
        words.remove(at);
        return words.remove(at);
    }
}
