package dev.opjournal.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.benchmarks.run.Results;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Fixed results give fixed documents. */
class DocumentTest {
    @TempDir
    Path directory;

    @Test
    void resultsBecomeTables() throws Exception {
        Document.write(results(), directory);

        assertThat(directory.resolve("performance.md")).hasContent(resource("performance.md"));
    }

    @Test
    void resultsBecomeAChart() throws Exception {
        Document.write(results(), directory);

        NodeList texts = texts(Files.readString(directory.resolve("performance.svg")));
        assertThat(texts.item(0).getTextContent()).isEqualTo("durable appends per second");
        assertThat(contents(texts))
                .contains("Opjournal", "RocksDB", "lock, write, sync (reference)", "platform threads");
    }

    @Test
    void aChartOfNothingIsStillAChart() throws Exception {
        assertThat(contents(texts(Chart.of(new Results()))))
                .doesNotContain("Opjournal")
                .contains("virtual threads");
    }

    private static Iterable<String> contents(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static NodeList texts(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("text");
    }

    private static Results results() throws IOException {
        return Results.parse(resource("results.json"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DocumentTest.class.getResourceAsStream("/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
