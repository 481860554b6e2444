package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table of slots answers as a map does, also where names fall on the same place. */
class SlotsTest {
    /** Names of which each two neighbours have the same hash. */
    private static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count / 2; i++) {
            names.add("Aa-" + i);
            names.add("BB-" + i);
        }
        return names;
    }

    private static Pending append() {
        return Pending.action(() -> {});
    }

    @Test
    void itAnswersAsAMapDoesThroughTakingFreeingAndGrowing() {
        List<String> names = names(400);
        Slots slots = new Slots();
        Map<String, Pending> expected = new HashMap<>();
        Random random = new Random(7);
        int most = 0;
        for (int step = 0; step < 20_000; step++) {
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) < (step / 4_000) % 2 + 2) {
                Pending holder = append();
                slots.take(name, holder);
                expected.put(name, holder);
            } else {
                Pending holder = random.nextInt(4) == 0 ? append() : expected.getOrDefault(name, append());
                slots.free(name, holder);
                expected.remove(name, holder);
            }
            most = Math.max(most, expected.size());
            if (step % 50 == 0) {
                names.forEach(each -> assertThat(slots.holder(each)).isSameAs(expected.get(each)));
            }
        }
        assertThat(most).as("it has grown").isGreaterThan(128);
    }

    @Test
    void aSlotIsFreedByItsHolderAlone() {
        Slots slots = new Slots();
        Pending first = append();
        slots.take("op", first);

        slots.free("op", append());
        assertThat(slots.holder("op")).isSameAs(first);

        slots.free("op", first);
        assertThat(slots.holder("op")).isNull();
        slots.free("op", first);
        assertThat(slots.holder("op")).isNull();
    }
}
