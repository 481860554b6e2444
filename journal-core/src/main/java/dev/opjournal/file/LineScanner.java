package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;

/**
 * Reads of a line what an opening needs. A line as {@link LineEncoder} and {@link LineFormat} write it, in either dialect, is
 * read straight from its bytes, eight at a time and with nothing allocated; any other goes to {@link LineDecoder}. The
 * facts are always those of the entry that the decoder reads: the straight way takes no line that the decoder would not
 * take, and leaves what is rare (an escape in an id or a key, a deep result, a number of unusual size) to it.
 *
 * <p>It does not look at the checksum. Not thread-safe.
 */
final class LineScanner {
    private static final Literal START = Literal.of("{\"op_id\":\"");
    private static final Literal KIND = Literal.of(",\"kind\":\"");
    private static final Literal VMID = Literal.of(",\"vmid\":");
    private static final Literal TARGET = Literal.of(",\"target\":\"");
    private static final Literal PARAMS = Literal.of(",\"params\":{");
    private static final Literal TASK = Literal.of(",\"task\":\"");
    private static final Literal UPID = Literal.of(",\"upid\":\"");
    private static final Literal STATE = Literal.of(",\"state\":\"");
    private static final Literal KEY = Literal.of(",\"idemp_key\":\"");
    private static final Literal PARENT = Literal.of(",\"parent\":\"");
    private static final Literal STEP = Literal.of(",\"step\":\"");
    private static final Literal RESULT = Literal.of(",\"result\":");
    private static final Literal RESULT_DROPPED = Literal.of(",\"result_dropped");
    private static final Literal BEHIND_DROPPED = Literal.of("\":\"");
    private static final Literal ERROR = Literal.of(",\"error\":\"");
    private static final Literal AT = Literal.of(",\"at\":\"");

    /** With their closing quotes. */
    private static final Literal STARTED = Literal.of(OpState.STARTED.text() + '"');

    private static final Literal TASK_RUNNING = Literal.of(OpState.TASK_RUNNING.text() + '"');
    private static final Literal SUCCEEDED = Literal.of(OpState.SUCCEEDED.text() + '"');
    private static final Literal FAILED = Literal.of(OpState.FAILED.text() + '"');

    private static final Literal OWN = Literal.of(LineFormat.OWN_ID);
    private static final Literal CLOSING = Literal.of(LineFormat.OWN_ID + LineFormat.CLOSED);

    private static final int MOST_VMID_DIGITS = 9;

    private final Fingerprints fingerprints;
    private final SipHash hash;
    private final LineTime time = new LineTime();
    private final LineSeal seal = new LineSeal();
    private final LineDecoder decoder = new LineDecoder();

    LineScanner(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
        this.hash = fingerprints.newHash();
    }

    /**
     * Reads one line, without its line end.
     *
     * @return false if it has no seal or is no entry; the facts are then undefined
     */
    boolean scan(byte[] bytes, int from, int to, LineFacts facts) {
        return canonical(bytes, from, to, facts) == to || decoded(bytes, from, to, facts);
    }

    /**
     * Reads a line that is as the journal writes it.
     *
     * @param limit what is behind it is not looked at; the line may end before
     * @return the position behind its closing brace; -1 if it is any other line, and the facts are then undefined
     */
    int canonical(byte[] bytes, int from, int limit, LineFacts facts) {
        int last = limit - JsonBytes.SLACK;
        if (from > last || !START.standsAt(bytes, from)) {
            return -1;
        }
        int id = from + START.length();
        int idEnd = JsonBytes.plainString(bytes, id, last);
        int at = idEnd < 0 || idEnd - 1 == id ? -1 : request(bytes, idEnd, last);
        at = state(bytes, at, last, facts);
        int key = at >= 0 && KEY.standsAt(bytes, at) ? at + KEY.length() : -1;
        int keyEnd = key < 0 ? at : JsonBytes.plainString(bytes, key, last);
        int parent = keyEnd >= 0 && PARENT.standsAt(bytes, keyEnd) ? keyEnd + PARENT.length() : -1;
        int parentEnd = parent < 0 ? keyEnd : JsonBytes.plainString(bytes, parent, last);
        at = outcome(bytes, parentEnd, last);
        at = at(bytes, at, last);
        at = at < 0 ? -1 : seal.read(bytes, at, limit);
        if (at >= 0) {
            id(bytes, id, idEnd - 1, facts);
            key(bytes, key, keyEnd - 1, facts);
            parent(bytes, parent, parentEnd - 1, facts);
            facts.atSeconds = time.seconds();
            facts.number = seal.number();
            facts.watermark = seal.watermark();
            facts.checksum = seal.checksum();
        }
        return at;
    }

    /** What the operation was begun with, and its task. */
    private static int request(byte[] bytes, int from, int last) {
        int at = KIND.standsAt(bytes, from) ? JsonBytes.string(bytes, from + KIND.length(), last) : -1;
        if (at < 0) {
            return -1;
        }
        at = VMID.standsAt(bytes, at) ? vmid(bytes, at + VMID.length()) : text(TARGET, bytes, at, last);
        if (at >= 0 && PARAMS.standsAt(bytes, at)) {
            at = params(bytes, at + PARAMS.length(), last);
        }
        if (at >= 0 && UPID.standsAt(bytes, at)) {
            return JsonBytes.string(bytes, at + UPID.length(), last);
        }
        return text(TASK, bytes, at, last);
    }

    /** A field with a text, which may be left out. */
    private static int text(Literal name, byte[] bytes, int at, int last) {
        return at >= 0 && name.standsAt(bytes, at) ? JsonBytes.string(bytes, at + name.length(), last) : at;
    }

    private static int vmid(byte[] bytes, int from) {
        int at = from;
        while (at - from <= MOST_VMID_DIGITS && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int digits = at - from;
        return digits == 0 || digits > MOST_VMID_DIGITS || (digits > 1 && bytes[from] == '0') ? -1 : at;
    }

    private static int params(byte[] bytes, int from, int last) {
        int at = from;
        while (true) {
            at = JsonBytes.name(bytes, at, last);
            if (at < 0 || bytes[at] != '"') {
                return -1;
            }
            at = JsonBytes.string(bytes, at + 1, last);
            if (at < 0) {
                return -1;
            }
            if (bytes[at] != ',') {
                return bytes[at] == '}' ? at + 1 : -1;
            }
            at++;
        }
    }

    private static int state(byte[] bytes, int from, int last, LineFacts facts) {
        if (from < 0 || !STATE.standsAt(bytes, from)) {
            return -1;
        }
        int at = from + STATE.length();
        if (at > last) {
            return -1;
        }
        if (SUCCEEDED.standsAt(bytes, at)) {
            facts.state = OpState.SUCCEEDED;
            return at + SUCCEEDED.length();
        }
        if (STARTED.standsAt(bytes, at)) {
            facts.state = OpState.STARTED;
            return at + STARTED.length();
        }
        if (TASK_RUNNING.standsAt(bytes, at)) {
            facts.state = OpState.TASK_RUNNING;
            return at + TASK_RUNNING.length();
        }
        facts.state = OpState.FAILED;
        return FAILED.standsAt(bytes, at) ? at + FAILED.length() : -1;
    }

    /** What stands between the parent and the time. */
    private static int outcome(byte[] bytes, int from, int last) {
        int at = text(STEP, bytes, from, last);
        if (at >= 0 && RESULT.standsAt(bytes, at)) {
            at = JsonBytes.value(bytes, at + RESULT.length(), last);
        }
        if (at >= 0 && RESULT_DROPPED.standsAt(bytes, at)) {
            at += RESULT_DROPPED.length();
            at = BEHIND_DROPPED.standsAt(bytes, at) ? JsonBytes.string(bytes, at + BEHIND_DROPPED.length(), last) : -1;
        }
        return text(ERROR, bytes, at, last);
    }

    private int at(byte[] bytes, int from, int last) {
        int end = from >= 0 && AT.standsAt(bytes, from) ? time.read(bytes, from + AT.length(), last) : -1;
        return end >= 0 && bytes[end] == '"' ? end + 1 : -1;
    }

    private void id(byte[] bytes, int from, int to, LineFacts facts) {
        facts.own = OWN.standsAt(bytes, from);
        facts.closing = facts.own && CLOSING.standsAt(bytes, from) && to - from == CLOSING.length();
        hash.hash(bytes, from, to);
        facts.operationHigh = hash.high();
        facts.operationLow = hash.low();
    }

    private void key(byte[] bytes, int from, int to, LineFacts facts) {
        facts.appliesKey = from >= 0 && to > from && facts.state == OpState.SUCCEEDED;
        if (facts.appliesKey) {
            hash.hash(bytes, from, to);
            facts.keyHigh = hash.high();
            facts.keyLow = hash.low();
        }
    }

    private void parent(byte[] bytes, int from, int to, LineFacts facts) {
        facts.stepBegins = from >= 0 && to > from && facts.state == OpState.STARTED;
        if (facts.stepBegins) {
            hash.hash(bytes, from, to);
            facts.parentHigh = hash.high();
            facts.parentLow = hash.low();
        }
    }

    /** As {@link #scan}, for a line in any other form. */
    boolean decoded(byte[] bytes, int from, int to, LineFacts facts) {
        LineFormat.Seal read = LineFormat.readSeal(bytes, from, to);
        if (read == null) {
            return false;
        }
        JournalEntry entry;
        try {
            entry = decoder.decode(bytes, from, to);
        } catch (BadLineException e) {
            return false;
        }
        Fingerprint operation = fingerprints.of(entry.opId());
        facts.operationHigh = operation.high();
        facts.operationLow = operation.low();
        facts.own = entry.opId().startsWith(LineFormat.OWN_ID);
        facts.closing = entry.opId().equals(LineFormat.OWN_ID + LineFormat.CLOSED);
        facts.appliesKey =
                entry.state() == OpState.SUCCEEDED && entry.idempotencyKey().isPresent();
        if (facts.appliesKey) {
            Fingerprint key = fingerprints.of(entry.idempotencyKey().get());
            facts.keyHigh = key.high();
            facts.keyLow = key.low();
        }
        String parentId = entry.parent().orElse("");
        facts.stepBegins = entry.state() == OpState.STARTED && !parentId.isEmpty();
        if (facts.stepBegins) {
            Fingerprint parent = fingerprints.of(parentId);
            facts.parentHigh = parent.high();
            facts.parentLow = parent.low();
        }
        facts.state = entry.state();
        facts.atSeconds = entry.at().getEpochSecond();
        facts.number = read.number();
        facts.watermark = read.watermark();
        facts.checksum = LineFormat.statedChecksum(bytes, to);
        return true;
    }
}
