package dev.opjournal;

/**
 * What a compaction did.
 *
 * @param bytesBefore of the journal's lines before it
 * @param bytesAfter of the journal's lines after it, those included that were appended meanwhile
 * @param operationsDropped ended operations that the journal knows nothing of any more
 * @param keysDropped keys that had taken effect and are free again
 */
public record CompactionReport(long bytesBefore, long bytesAfter, long operationsDropped, long keysDropped) {}
