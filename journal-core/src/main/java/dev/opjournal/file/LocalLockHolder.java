package dev.opjournal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lock file tells of the one that holds the lock, as one line:
 *
 * <pre>{@code
 * process 4711 on pve1 since 2026-11-23T20:00:00Z
 * }</pre>
 *
 * <p>It is written behind the taking of the lock, and taken away before a lock is given back. So there are moments in which the lock is
 * held and the file names nobody, or still names a holder that was killed: whoever wants to know waits for the name.
 */
final class LocalLockHolder {
    private static final Logger log = LoggerFactory.getLogger(LocalLockHolder.class);
    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern LINE = Pattern.compile("process (\\d{1,18}) on (.*) since .*\n");
    private static final int MOST_BYTES = 512;
    private static final String NOBODY = " ";

    private LocalLockHolder() {}

    /** This process. */
    static String here(Instant now) {
        return "process " + ProcessHandle.current().pid() + " on " + host() + " since " + now;
    }

    private static String host() {
        try {
            // Asking the network for it can take seconds.
            return Files.isReadable(LINUX_HOST_NAME)
                    ? Files.readString(LINUX_HOST_NAME).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown host";
        }
    }

    static void write(RandomAccessFile file, String holder) throws IOException {
        replace(file, holder + "\n");
    }

    /** Before the lock is given back, which nothing may stop: a name that stays is one that is told for a moment too long. */
    static void takeAway(RandomAccessFile file) {
        try {
            replace(file, NOBODY);
        } catch (IOException e) {
            log.debug("The holder's name stays in a lock file", e);
        }
    }

    /** Never empties the file, so that it keeps its place on a disk that is full. */
    private static void replace(RandomAccessFile file, String text) throws IOException {
        if (file.length() > 1) {
            file.setLength(1);
        }
        file.seek(0);
        file.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** For people; of a file that tells nothing yet, that it is another process. */
    static String read(RandomAccessFile file) {
        String text = text(file).strip();
        return text.isEmpty() ? "another process" : text;
    }

    /**
     * Whether the file names one that may hold the lock now, asked by a process that does not. One that was killed on this host
     * does not; a process of another container may seem to be none.
     */
    static boolean isNamed(RandomAccessFile file) {
        String text = text(file);
        Matcher named = LINE.matcher(text);
        if (!named.matches()) {
            return text.endsWith("\n");
        }
        long pid = Long.parseLong(named.group(1));
        boolean here = named.group(2).equals(host());
        return !here
                || (pid != ProcessHandle.current().pid()
                        && ProcessHandle.of(pid).isPresent());
    }

    /** On Windows what another process has locked cannot be read. */
    private static String text(RandomAccessFile file) {
        byte[] text = new byte[MOST_BYTES];
        try {
            file.seek(0);
            int read = file.read(text);
            return new String(text, 0, Math.max(read, 0), StandardCharsets.UTF_8);
        } catch (IOException e) {
            log.debug("A lock file cannot be read", e);
            return "";
        }
    }
}
