package dev.opjournal.reliability;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.tools.ToolProvider;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a test with all classes of ours loaded anew, of which one may be changed. */
final class Planted {
    private static final String OURS = "dev.opjournal.";
    private static final long MOST_SECONDS = 300;

    private Planted() {}

    /** Makes the changed class; answers the directory with it. */
    static Path plant(PlantedBug bug, Path directory) throws IOException {
        Path source = Path.of("..").resolve(bug.file());
        String text = Files.readString(source);
        int at = text.indexOf(bug.from());
        if (at < 0 || at != text.lastIndexOf(bug.from())) {
            throw new AssertionError("What is to be replaced for \"" + bug + "\" must stand once in " + bug.file());
        }
        Path changed = directory.resolve("src").resolve(source.getFileName());
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, text.replace(bug.from(), bug.to()));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(changed, classes);
        return classes;
    }

    private static void compile(Path source, Path classes) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        String classPath = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classPath,
                        source.toString());
        if (result != 0) {
            throw new AssertionError("It does not compile: " + messages);
        }
    }

    /** Runs a test; null in place of the directory for the classes as they are. Answers what failed first, or null. */
    static Throwable run(String test, Path changed) throws Exception {
        FutureTask<TestExecutionSummary> task = new FutureTask<>(() -> execute(test, changed));
        Thread thread = new Thread(task, "planted");
        thread.setDaemon(true);
        thread.start();
        TestExecutionSummary summary;
        try {
            summary = task.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException hangs) {
            return hangs;
        }
        if (summary.getTestsStartedCount() == 0 && summary.getTotalFailureCount() == 0) {
            throw new AssertionError("There is no test " + test);
        }
        return summary.getFailures().isEmpty()
                ? null
                : summary.getFailures().get(0).getException();
    }

    private static TestExecutionSummary execute(String test, Path changed) throws Exception {
        try (URLClassLoader loader = loader(changed)) {
            Thread.currentThread().setContextClassLoader(loader);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selector(test, loader))
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .build();
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, listener);
            return listener.getSummary();
        }
    }

    private static DiscoverySelector selector(String test, ClassLoader loader) throws ClassNotFoundException {
        int method = test.indexOf('#');
        return method < 0
                ? selectClass(loader.loadClass(test))
                : selectMethod(loader.loadClass(test.substring(0, method)), test.substring(method + 1));
    }

    private static URLClassLoader loader(Path changed) throws IOException {
        List<URL> urls = new ArrayList<>();
        if (changed != null) {
            urls.add(changed.toUri().toURL());
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new OursAnew(urls.toArray(new URL[0]));
    }

    /** Takes our classes from its own path, and all others from where this test has them. */
    private static final class OursAnew extends URLClassLoader {
        OursAnew(URL[] urls) {
            super(urls, Planted.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }
    }
}
