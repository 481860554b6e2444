package dev.opjournal.spring.autoconfigure;

import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.spring.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells why a journal stops the start of an application, and what to do. What concerns one operation only, for example a
 * key in flight, is left alone: it came out of the application's own code, whose stack trace an analysis would hide.
 */
class JournalFailureAnalyzer extends AbstractFailureAnalyzer<JournalException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, JournalException cause) {
        return concernsTheJournal(cause) ? new FailureAnalysis(cause.problem(), cause.action(), rootFailure) : null;
    }

    private static boolean concernsTheJournal(JournalException cause) {
        return cause instanceof JournalOpenException
                || cause instanceof JournalSetUpException
                || cause instanceof InvalidAnnotationException
                || cause instanceof JournalFullException
                || cause instanceof JournalFailedException;
    }
}
