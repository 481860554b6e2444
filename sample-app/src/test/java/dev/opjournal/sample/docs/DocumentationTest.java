package dev.opjournal.sample.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What README and docs show is so: examples compile, the configuration starts, links and test names lead somewhere. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|IT))`");

    /** What the examples take for granted. */
    private static final String AROUND = """
            import dev.opjournal.*;
            import dev.opjournal.file.*;
            import dev.opjournal.recovery.*;
            import dev.opjournal.spring.*;
            import dev.opjournal.spring.metrics.*;
            import dev.opjournal.steps.*;
            import io.micrometer.common.KeyValues;
            import org.springframework.context.event.EventListener;
            import static dev.opjournal.recovery.RecoveryDecision.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.RejectedExecutionException;
            import org.springframework.context.annotation.Bean;

            class Example {
                interface Proxmox {
                    interface Status { RecoveryDecision toDecision(); }
                    String start(String vmid);
                    void await(String upid);
                    Status status(String upid);
                    boolean isRunning(String vmid);
                    String clone(String template, String vmid);
                    void configure(String vmid, Map<String, String> settings);
                    void stop(String vmid);
                    void rollback(String vmid, String snapshot);
                    void destroy(String vmid);
                    boolean exists(String vmid);
                }
                interface Secrets { Set<String> namesOfParams(); }
                interface AuditLog { void write(String opId, OpState state); }
                interface Payment { String id(); boolean isBooked(); }
                interface Bank { Optional<Payment> find(String key); }
                record Order(String id, int amount) {}
                record Receipt(String number) {}
                static class DeclinedException extends Exception {}
                interface Till { Receipt pay(Order order) throws DeclinedException; }
                interface Archive { CompletableFuture<List<String>> store(String vmid); }
                interface Vms { String start(String vmid, String key, Operation operation); }
                Till till;
                Archive archive;
                Vms vms;
                Journal journal;
                StepRunner runner;
                OperationSpec spec;
                Executor executor;
                RecoveryHandler handler;
                Proxmox proxmox;
                Bank bank;
                String key;
                %s
            }
            """;

    @TempDir
    Path directory;

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsExamplesCompile(Path page) throws IOException {
        if (page.endsWith("testing.md")) {
            // They are code of a test of journal-test, word for word: they need that module.
            return;
        }
        for (String example : blocks(page, "java")) {
            String member = example.startsWith("@") ? example : "void example() throws Exception {\n" + example + "}\n";
            assertThat(errorsIn(AROUND.formatted(member))).as(example).isEmpty();
        }
    }

    private String errorsIn(String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter errors = new StringWriter();
        List<String> options =
                List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        boolean compiles = compiler.getTask(errors, null, null, options, null, List.of(file))
                .call();
        return compiles ? "" : "does not compile: " + errors;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsJsonIsJson(Path page) throws IOException {
        for (String json : blocks(page, "json")) {
            assertThat(JsonMapper.shared().readTree(json).isObject()).as(json).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsLinksLeadSomewhere(Path page) throws IOException {
        Path folder = page.resolveSibling("");
        assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theTestsThatItNamesAreThere(Path page) throws IOException {
        List<String> sources = sources();
        assertThat(TEST_NAME.matcher(Files.readString(page)).results().map((MatchResult name) -> name.group(1)))
                .allSatisfy(name -> assertThat(sources).contains(name + ".java"));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AsTheReaderStartsIt {}

    @Test
    void theConfigurationOfReadmeShowsHealthAndEndpoint() throws Exception {
        String yaml = blocks(ROOT.resolve("README.md"), "yaml").get(0);
        assertThat(yaml).contains("/var/lib/shop/operations.journal");
        Path config = Files.writeString(
                directory.resolve("readme.yml"),
                yaml.replace(
                        "/var/lib/shop/operations.journal",
                        directory.resolve("ops.journal").toString()));

        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(AsTheReaderStartsIt.class)
                .run("--server.port=0", "--spring.config.location=" + config.toUri())) {
            String port = application.getEnvironment().getProperty("local.server.port");
            assertThat(get(port, "health/journal")).contains("\"status\":\"UP\"", "\"recovery\":\"COMPLETED\"");
            assertThat(get(port, "journal")).contains("\"appliedKeys\":0");
        }
    }

    private static String get(String port, String endpoint) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void theDependenciesThatPagesNameAreWhatIsBuilt() throws IOException {
        for (Path page : pages()) {
            for (String dependency : blocks(page, "xml")) {
                String module = parts(dependency, "artifactId").get(0).replaceAll("<.*?>", "");
                String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
                for (String name : List.of("groupId", "artifactId", "version")) {
                    assertThat(parts(dependency, name))
                            .isNotEmpty()
                            .allSatisfy(value -> assertThat(pom).contains(value));
                }
            }
        }
    }

    private static List<String> parts(String dependency, String name) {
        return Pattern.compile("<%s>.*?</%s>".formatted(name, name))
                .matcher(dependency)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
