package dev.opjournal.cli;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The journal of the documentation's examples, as it is, torn and damaged. */
final class Example {
    static final FileJournalOptions OPTIONS = FileJournalOptions.defaults()
            .withPreallocateBytes(4096)
            .withClock(Clock.fixed(Instant.parse("2026-11-23T20:00:00Z"), ZoneOffset.UTC));

    private Example() {}

    static void fill(Journal journal) {
        OperationSpec start = OperationSpec.of("vm.start").param("node", "pve1");
        Operation first = journal.begin(start.opId("op-1").target("101").idempotencyKey("job-7f3a"));
        first.taskRunning("UPID:pve1:0001");
        first.succeeded("started");
        Operation second = journal.begin(start.opId("op-2").target("102").idempotencyKey("job-8c20"));
        second.taskRunning("UPID:pve1:0002");
        journal.begin(OperationSpec.of("disk.grow").opId("op-3").target("101").idempotencyKey("job-91be"))
                .release("no answer came");
        journal.begin(start.opId("op-4").target("103")).failed("no such node");
    }

    static Path whole(Path path) {
        try (Journal journal = FileJournal.open(path, OPTIONS)) {
            fill(journal);
        }
        return path;
    }

    /** The outcome of the first operation is overwritten. */
    static Path damaged(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(whole(path));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("\"state\":\"succeeded\",\"idemp_key\"") + 10] ^= 1;
        Files.write(path, bytes);
        return path;
    }

    /** The last batch of a crash was not written whole. */
    static Path torn(Path path) throws IOException {
        String text = Files.readString(whole(path));
        Files.writeString(path, text.substring(0, text.indexOf("{\"op_id\":\"opjournal:closed") - 20));
        return path;
    }
}
