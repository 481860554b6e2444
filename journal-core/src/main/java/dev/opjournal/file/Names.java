package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The operations and keys that bad bytes name, as far as they can be read. */
record Names(Set<String> operations, Set<String> keys) {
    private static final Pattern NAME =
            Pattern.compile("\"(op_id|idemp_key)\":(\"[^\"\\\\]{0,2000}+(?:\\\\.[^\"\\\\]{0,2000}+){0,500}+\")");

    static Names in(DiskFile file, long offset, long length) throws IOException {
        Names names = new Names(new TreeSet<>(), new TreeSet<>());
        // Asked of each piece of a line that may have many.
        LineWindow window = LineWindow.within(file, offset, length);
        while (window.next()) {
            String text =
                    new String(window.bytes(), window.from(), window.to() - window.from(), StandardCharsets.UTF_8);
            names.read(NAME.matcher(text));
        }
        return names;
    }

    private void read(Matcher name) {
        while (name.find()) {
            String value;
            try {
                value = JsonMapper.shared().readValue(name.group(2), String.class);
            } catch (JacksonException altered) {
                continue;
            }
            if (name.group(1).equals("idemp_key")) {
                keys.add(value);
            } else if (!value.startsWith(LineFormat.OWN_ID)) {
                operations.add(value);
            }
        }
    }
}
