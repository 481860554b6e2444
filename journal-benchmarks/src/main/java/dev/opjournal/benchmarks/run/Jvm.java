package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * An installed JDK that children run on.
 *
 * @param major its feature release
 */
public record Jvm(Path home, int major, String version) {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    private static final int FIRST_THAT_WARNS_OF_NATIVE_CODE = 22;
    private static final int FIRST_THAT_WARNS_OF_UNSAFE = 23;

    /** The JDK that runs this. */
    public static Jvm current() throws IOException {
        return at(Path.of(System.getProperty("java.home")));
    }

    public static Jvm at(Path home) throws IOException {
        Properties release = new Properties();
        release.load(new StringReader(Files.readString(home.resolve("release"))));
        String version = unquoted(release.getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", "")));
        return new Jvm(home, Runtime.Version.parse(version).feature(), version);
    }

    public String executable() {
        return home.resolve("bin").resolve("java").toString();
    }

    public boolean hasVirtualThreads() {
        return major >= FIRST_WITH_VIRTUAL_THREADS;
    }

    /** What the peers need to run at all, and to run without telling it over and over. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                // From JDK 24 on Netty does without it unless told so, and then frees no buffer of Artemis.
                "-Dio.netty.noUnsafe=false",
                // It reports each new journal as one that it cannot read.
                "-Dorg.slf4j.simpleLogger.log.org.apache.bookkeeper=off"));
        for (String opened : List.of(
                "java.base/java.io",
                "java.base/java.lang",
                "java.base/java.lang.reflect",
                "java.base/java.nio",
                "java.base/java.util",
                "java.base/sun.nio.ch",
                "jdk.compiler/com.sun.tools.javac.file")) {
            arguments.add("--add-opens=" + opened + "=ALL-UNNAMED");
        }
        for (String exported :
                List.of("java.base/jdk.internal.ref", "java.base/sun.nio.ch", "jdk.unsupported/sun.misc")) {
            arguments.add("--add-exports=" + exported + "=ALL-UNNAMED");
        }
        if (major >= FIRST_THAT_WARNS_OF_NATIVE_CODE) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        if (major >= FIRST_THAT_WARNS_OF_UNSAFE) {
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        return arguments;
    }

    private static String unquoted(String text) {
        return text.replace("\"", "");
    }
}
