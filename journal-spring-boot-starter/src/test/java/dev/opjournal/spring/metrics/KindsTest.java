package dev.opjournal.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KindsTest {
    private final Kinds kinds = new Kinds();

    @Test
    void theFirstHundredKeepTheirNamesAndAllOthersAreOther() {
        for (int i = 1; i <= 100; i++) {
            assertThat(kinds.tagOf("kind-" + i)).isEqualTo("kind-" + i);
        }

        assertThat(kinds.tagOf("kind-101")).isEqualTo("other");
        assertThat(kinds.tagOf("kind-102")).isEqualTo("other");
        assertThat(kinds.tagOf("kind-100")).isEqualTo("kind-100");
    }

    @Test
    void thereAreNoMoreWhenManyComeAtOnce() {
        Set<String> tags = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 10_000).parallel().forEach(i -> tags.add(kinds.tagOf("kind-" + i)));

        assertThat(tags).hasSize(Kinds.MOST + 1).contains(Kinds.OTHER);
    }
}
