package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The messages that a part of docs/runbook.md quotes: each line of its {@code text} blocks, where {@code <name>} stands for a
 * value. An extension of the class that provokes them all; when all its tests have passed, nothing may be quoted that none of
 * them has seen.
 */
final class Runbook implements AfterTestExecutionCallback, AfterAllCallback {
    private static final Path PAGE = Path.of("../docs/runbook.md");
    private static final Pattern PART = Pattern.compile("(?ms)^## ([^\n]+)$(.*?)(?=^## |\\z)");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### ([^\n]+)$(.*?)(?=^### |\\z)");
    private static final Pattern QUOTES = Pattern.compile("(?ms)^ *```text\n(.*?)^ *```");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z ]+)>");
    private static final Set<String> NUMBERS = Set.of("pid", "ms", "n", "bytes", "offset", "record", "version");

    private static final Pattern SYMPTOMS = Pattern.compile("(?m)^\\| ([^|]+) \\| \\[[^]]+]\\(#([a-z-]+)\\) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Set<String> quotes = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private int passed;

    private Runbook(String part) {
        Matcher sectionsOfPart = SECTION.matcher(parts().get(part));
        while (sectionsOfPart.find()) {
            sections.put(sectionsOfPart.group(1), sectionsOfPart.group(2));
            quotes.addAll(quotesIn(sectionsOfPart.group(2)));
        }
    }

    static Runbook part(String heading) {
        return new Runbook(heading);
    }

    /** The text of each part by its heading. */
    static Map<String, String> parts() {
        try {
            Map<String, String> parts = new LinkedHashMap<>();
            Matcher part = PART.matcher(Files.readString(PAGE));
            while (part.find()) {
                parts.put(part.group(1), part.group(2));
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the table of symptoms says in code, cut at each {@code …}, with the section or part that its row leads to. */
    static Map<String, String> symptoms() {
        Map<String, String> targets = new LinkedHashMap<>();
        parts().forEach((heading, text) -> {
            targets.put(anchor(heading), text);
            SECTION.matcher(text).results().forEach(section -> targets.put(anchor(section.group(1)), section.group(2)));
        });
        Map<String, String> symptoms = new LinkedHashMap<>();
        SYMPTOMS.matcher(parts().get("Look first"))
                .results()
                .forEach(row -> CODE.matcher(row.group(1)).results().forEach(code -> {
                    for (String piece : code.group(1).split("…")) {
                        symptoms.put(piece.strip(), targets.get(row.group(2)));
                    }
                }));
        symptoms.remove("");
        return symptoms;
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z -]", "").replace(' ', '-');
    }

    static List<String> quotesIn(String text) {
        List<String> quotes = new ArrayList<>();
        Matcher block = QUOTES.matcher(text);
        while (block.find()) {
            quotes.addAll(block.group(1).lines().toList());
        }
        return quotes;
    }

    /**
     * Asserts that the section quotes this message of a journal, once; answers what stands for its placeholders, of several with
     * one name the last.
     *
     * @param file what must stand for {@code <file>}
     */
    Map<String, String> quotes(String section, Path file, String message) {
        List<String> matching = quotesIn(sections.get(section)).stream()
                .filter(quote -> values(quote, file, message) != null)
                .toList();
        assertThat(matching)
                .as("quotes of '%s' in the section '%s'", message, section)
                .hasSize(1);
        seen.add(matching.get(0));
        return values(matching.get(0), file, message);
    }

    /** Asserts that the first column of a table of the section says this. */
    void lists(String section, String text) {
        assertThat(sections.get(section)).containsPattern("(?m)^\\| [^|]*`" + Pattern.quote(text) + "`[^|]* \\|");
    }

    private static Map<String, String> values(String quote, Path file, String message) {
        List<String> names = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(quote);
        int from = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(quote.substring(from, placeholder.start())))
                    .append('(')
                    .append(valueOf(placeholder.group(1), file))
                    .append(')');
            names.add(placeholder.group(1));
            from = placeholder.end();
        }
        Matcher matcher =
                Pattern.compile(pattern + Pattern.quote(quote.substring(from))).matcher(message);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), matcher.group(i + 1));
        }
        return values;
    }

    private static String valueOf(String placeholder, Path file) {
        if (placeholder.equals("file")) {
            return Pattern.quote(file.toString());
        }
        if (placeholder.equals("time")) {
            return "\\d{4}-[0-9T:.-]+Z";
        }
        return NUMBERS.contains(placeholder) ? "\\d+" : ".+?";
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
        passed += test.getExecutionException().isEmpty() ? 1 : 0;
    }

    /** Says nothing if only some of the tests ran. */
    @Override
    public void afterAll(ExtensionContext context) {
        long tests = List.of(context.getRequiredTestClass().getDeclaredMethods()).stream()
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (passed == tests) {
            assertThat(quotes).as("messages that are quoted").containsExactlyInAnyOrderElementsOf(seen);
        }
    }
}
