package dev.opjournal.spring.actuate;

import dev.opjournal.CompactionReport;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a compaction.
 *
 * @param bytesBefore of the journal's lines before it
 * @param bytesAfter of the journal's lines after it
 * @param operationsDropped ended operations that the journal knows nothing of any more
 * @param keysDropped keys that had taken effect and are free again
 */
public record CompactionDescriptor(long bytesBefore, long bytesAfter, long operationsDropped, long keysDropped)
        implements OperationResponseBody {

    static CompactionDescriptor of(CompactionReport report) {
        return new CompactionDescriptor(
                report.bytesBefore(), report.bytesAfter(), report.operationsDropped(), report.keysDropped());
    }
}
