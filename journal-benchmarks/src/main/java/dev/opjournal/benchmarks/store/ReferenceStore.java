package dev.opjournal.benchmarks.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reference: what one would write by hand, after the Go daemon's journal. One lock, in it Jackson databind, a write
 * behind the end of the file, a sync of the data, and two maps. It is as it is; nothing is tuned.
 */
final class ReferenceStore implements Store {
    /** As long as what the journal seals its lines with. */
    private static final String PAD = "012345678901234567890123456789012345";

    private final ReentrantLock lock = new ReentrantLock();
    private final ReferenceIndex index = new ReferenceIndex();
    private final ObjectWriter writer = JsonMapper.builder().build().writerFor(ReferenceEntry.class);
    private final FileChannel channel;

    ReferenceStore(Path directory) throws IOException {
        channel = FileChannel.open(
                directory.resolve("reference.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void append(ReferenceEntry entry) throws IOException {
        lock.lock();
        try {
            byte[] json = writer.writeValueAsBytes(entry);
            ByteBuffer line = ByteBuffer.allocate(json.length + 1)
                    .put(json)
                    .put((byte) '\n')
                    .flip();
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
            index.add(entry);
        } finally {
            lock.unlock();
        }
    }

    private ReferenceEntry begin(String key) {
        lock.lock();
        try {
            if (index.isApplied(key)) {
                throw new IllegalStateException("The key " + key + " was applied before");
            }
        } finally {
            lock.unlock();
        }
        Map<String, String> params = new HashMap<>(SampleOperation.PARAMS);
        params.put("pad", PAD);
        String opId = UUID.randomUUID().toString();
        return new ReferenceEntry(
                opId, SampleOperation.KIND, SampleOperation.TARGET, params, null, "started", key, now());
    }

    @Override
    public Caller caller(int number) {
        return new ReferenceCaller(number);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String now() {
        return Instant.now().toString();
    }

    /** Each call is the next step of an operation, as in the journal. */
    private final class ReferenceCaller implements Caller {
        private final int number;
        private long operations;
        private @Nullable ReferenceEntry entry;

        ReferenceCaller(int number) {
            this.number = number;
        }

        @Override
        public void append() throws IOException {
            if (entry == null || entry.state().equals("succeeded")) {
                entry = begin(SampleOperation.key(number, ++operations));
            } else {
                String state = entry.state().equals("started") ? "task_running" : "succeeded";
                entry = entry.next(state, SampleOperation.TASK, now());
            }
            ReferenceStore.this.append(entry);
        }
    }
}
