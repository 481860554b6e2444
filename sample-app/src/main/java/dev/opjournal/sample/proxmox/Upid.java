package dev.opjournal.sample.proxmox;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a Proxmox VE task, {@code UPID:node:pid:pstart:starttime:type:id:user:}.
 *
 * @param text the id as it is
 * @param node the node that runs the task, and answers for it
 * @param startTime when the task began, by the node's clock, to the second
 * @param type what it does, {@code qmstart}
 * @param id what it acts on, a vmid
 * @param user who asked for it, {@code USER@REALM} or {@code USER@REALM!TOKENID}
 */
public record Upid(String text, String node, Instant startTime, String type, String id, String user) {
    private static final Pattern FORM =
            Pattern.compile("UPID:([a-zA-Z0-9][a-zA-Z0-9-]{0,62}):\\p{XDigit}{8}:\\p{XDigit}{8,9}:(\\p{XDigit}{8}):"
                    + "([^:\\s]{1,64}):([^:\\s]{0,64}):([^:\\s]{1,256}):");

    /** Reads an id; empty if the text is none. */
    public static Optional<Upid> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Upid(
                text,
                matcher.group(1),
                Instant.ofEpochSecond(Long.parseLong(matcher.group(2), 16)),
                matcher.group(3),
                matcher.group(4),
                matcher.group(5)));
    }
}
