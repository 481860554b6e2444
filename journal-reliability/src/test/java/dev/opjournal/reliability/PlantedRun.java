package dev.opjournal.reliability;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test in this JVM, for {@link Planted}. It says nothing of its own: a test may decide how is logged. */
final class PlantedRun {
    /** What is written to the file if the test holds; else it is a line of these two and the stack trace. */
    static final String HOLDS = "holds";

    static final String ASSERTION = "assertion";
    static final String OTHER = "other";

    private PlantedRun() {}

    /** The arguments are the test, and the file that takes what came of it. */
    public static void main(String[] arguments) throws IOException {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selector(arguments[0]))
                .filters(EngineFilter.includeEngines("junit-jupiter", "jqwik"))
                .build();
        LauncherFactory.create().execute(request, listener);
        // Not as writeString does, which refuses the halves of surrogates that a test may have drawn.
        Files.write(Path.of(arguments[1]), outcome(listener.getSummary()).getBytes(StandardCharsets.UTF_8));
        // Whatever the test has left running.
        Runtime.getRuntime().halt(0);
    }

    private static DiscoverySelector selector(String test) {
        return test.contains("#") ? selectMethod(test) : selectClass(test);
    }

    private static String outcome(TestExecutionSummary summary) {
        List<TestExecutionSummary.Failure> failures = summary.getFailures();
        if (failures.isEmpty()) {
            return summary.getTestsSucceededCount() > 0 ? HOLDS : OTHER + "\nno test was run";
        }
        Throwable thrown = failures.get(0).getException();
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return (isAssertion(thrown) ? ASSERTION : OTHER) + "\n" + trace;
    }

    /** It may come from another thread, as a cause. A class that is not there may be the cause of anything. */
    private static boolean isAssertion(Throwable thrown) {
        boolean asserted = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError) {
                return false;
            }
            asserted |= cause instanceof AssertionError;
        }
        return asserted;
    }
}
