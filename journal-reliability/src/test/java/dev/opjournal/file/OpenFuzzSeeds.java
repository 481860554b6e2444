package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Files for {@link OpenFuzz} to begin with: whole, torn and damaged journals of every past, and those of Go daemons. */
final class OpenFuzzSeeds {
    private static final int ENTRIES = 8;

    /** What a fuzzer has little chance to find by itself. */
    private static final List<String> WORDS = List.of(
            "{\\\"op_id\\\":\\\"",
            ",\\\"kind\\\":\\\"",
            ",\\\"target\\\":\\\"",
            ",\\\"vmid\\\":",
            ",\\\"params\\\":{",
            ",\\\"task\\\":\\\"",
            ",\\\"upid\\\":\\\"",
            ",\\\"state\\\":\\\"started\\\"",
            ",\\\"state\\\":\\\"task_running\\\"",
            ",\\\"state\\\":\\\"succeeded\\\"",
            ",\\\"state\\\":\\\"failed\\\"",
            ",\\\"idemp_key\\\":\\\"",
            ",\\\"parent\\\":\\\"",
            ",\\\"step\\\":\\\"",
            ",\\\"result\\\":",
            ",\\\"result_dropped\\\":\\\"",
            ",\\\"error\\\":\\\"",
            ",\\\"at\\\":\\\"2026-11-23T20:00:00.123456789Z\\\"",
            ",\\\"n\\\":",
            ",\\\"d\\\":",
            ",\\\"crc\\\":\\\"00000000\\\"}\\x0A",
            "opjournal:closed",
            "opjournal:opened",
            "\\\\uD800",
            "\\\\u0000",
            "\\xC0",
            "1e999999999",
            "-0",
            "[[[[[[[[[[[[[[[[",
            "{\\\"\\\":{\\\"\\\":{\\\"\\\":",
            " ".repeat(60));

    private OpenFuzzSeeds() {}

    static void write(Path directory, Path scratch) throws IOException {
        List<byte[]> files = new ArrayList<>();
        files.add(JournalBytes.headerOfVersion2());
        files.add(new byte[0]);
        files.add(new byte[4096]);
        for (Past past : Past.values()) {
            JournalBytes journal =
                    past.journal(Files.createDirectories(scratch.resolve(past.name())), ENTRIES, past.ordinal(), 512);
            files.add(journal.bytes());
            files.add(journal.cutAt(journal.end() - 10));
            files.add(Alteration.any(journal, new Random(past.ordinal())));
        }
        for (String go : List.of("daemon", "daemon-torn", "daemon-glued")) {
            try (var in = OpenFuzzSeeds.class.getResourceAsStream("/go-daemon/" + go + ".jsonl")) {
                byte[] bytes = in.readAllBytes();
                files.add(Arrays.copyOf(bytes, Math.min(bytes.length, 3000)));
            }
        }
        int name = 0;
        for (byte[] file : files) {
            for (byte way : new byte[] {FuzzedFile.AS_IT_IS, FuzzedFile.CHECKSUMS_RIGHT, FuzzedFile.SEALED_ANEW}) {
                Files.write(directory.resolve("seed-" + name++), FuzzedFile.input(way, file));
            }
        }
    }

    /** In the form that libFuzzer reads. */
    static void writeWords(Path dictionary) throws IOException {
        List<String> quoted = WORDS.stream().map(word -> "\"" + word + "\"").toList();
        Files.write(dictionary, quoted, StandardCharsets.US_ASCII);
    }
}
