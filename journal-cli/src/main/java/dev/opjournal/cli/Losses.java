package dev.opjournal.cli;

import dev.opjournal.file.Loss;

/** Places at which something is lost, in words. */
final class Losses {
    private Losses() {}

    static String text(Loss loss) {
        StringBuilder text = new StringBuilder(
                "offset " + loss.offset() + ", " + Text.count(loss.length(), "byte") + ": " + loss.missing());
        if (!loss.operations().isEmpty()) {
            text.append("; operations ").append(String.join(", ", loss.operations()));
        }
        if (!loss.keys().isEmpty()) {
            text.append("; keys ").append(String.join(", ", loss.keys()));
        }
        if (loss.lastMissing() != Loss.UNKNOWN) {
            text.append("; good lines go on at offset ").append(loss.offset() + loss.length());
        }
        return Text.safe(text.toString());
    }
}
