package dev.opjournal.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A run of the command line in this process. */
record Cli(int code, String out, String errors) {
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(errors)).execute(texts);
        return new Cli(code, out.toString(), errors.toString());
    }
}
