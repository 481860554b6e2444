package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OperationFailedException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

class JournalFailureAnalyzerTest {
    private static final Path PATH = Path.of("/data/ops.journal");

    private final JournalFailureAnalyzer analyzer = new JournalFailureAnalyzer();

    static Stream<JournalException> ofTheJournal() {
        return Stream.of(
                JournalSetUpException.pathNotSet(),
                new JournalLockedException(PATH, "process 4711"),
                new JournalFullException(PATH, 4096, 0, null),
                new JournalFailedException(PATH, "Input/output error", null));
    }

    @ParameterizedTest
    @MethodSource("ofTheJournal")
    void whatConcernsTheJournalIsAnalysed(JournalException cause) {
        FailureAnalysis analysis = analyzer.analyze(new BeanCreationException("a bean", cause));

        assertThat(analysis.getDescription()).isEqualTo(cause.problem());
        assertThat(analysis.getAction()).isEqualTo(cause.action());
    }

    static Stream<JournalException> ofOneOperation() {
        return Stream.of(
                new KeyInFlightException("job-1", "op-1"),
                new KeyConflictException("job-1", "op-1", "params"),
                new OperationFailedException("refused"));
    }

    @ParameterizedTest
    @MethodSource("ofOneOperation")
    void whatConcernsOneOperationIsLeftToItsStackTrace(JournalException cause) {
        assertThat(analyzer.analyze(new BeanCreationException("a bean", cause))).isNull();
    }
}
