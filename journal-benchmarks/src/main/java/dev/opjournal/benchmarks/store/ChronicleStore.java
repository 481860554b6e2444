package dev.opjournal.benchmarks.store;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Chronicle Queue, with its {@code sync} after each append; it is made for memory that is flushed later, and shares no syncs.
 * Set for speed: each thread has its own appender.
 */
final class ChronicleStore implements Store {
    private final ChronicleQueue queue;

    ChronicleStore(Path directory) {
        queue = SingleChronicleQueueBuilder.binary(directory.resolve("queue"))
                .syncMode(SyncMode.SYNC)
                .build();
    }

    @Override
    public Caller caller(int number) {
        return new ChronicleCaller(queue, new SampleLine(number));
    }

    @Override
    public void close() {
        queue.close();
    }

    /** Makes its appender in the thread that appends, since appenders know their thread. */
    private static final class ChronicleCaller implements Caller {
        private final ChronicleQueue queue;
        private final SampleLine line;
        private @Nullable ExcerptAppender appender;

        ChronicleCaller(ChronicleQueue queue, SampleLine line) {
            this.queue = queue;
            this.line = line;
        }

        @Override
        public void append() {
            if (appender == null) {
                appender = queue.createAppender();
            }
            line.next();
            try (DocumentContext document = appender.writingDocument()) {
                document.wire().bytes().write(line.bytes());
            }
            appender.sync();
        }
    }
}
