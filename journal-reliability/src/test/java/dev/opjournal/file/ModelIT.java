package dev.opjournal.file;

import dev.opjournal.reliability.Figures;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.state.ActionChain;

/**
 * Whatever is done to a journal one call after the other, it says what a plain model of its lines says.
 *
 * <p>Promise 2: after each crash, between calls and in the midst of one, every acknowledged entry is there, and of the call that
 * was cut off a prefix. Promise 3: a key is admitted, in flight, applied or a conflict as the model says, over closing,
 * crashes, compactions and clocks that jump by ten years. Promise 4: what was written is read back to the last character.
 *
 * <p>After each step all that the model says is compared: the history and the newest entry of each operation with its record
 * number, what is in flight in its order, what is interrupted, the keys that have taken effect, the counts.
 *
 * <p>A failure is told with the seed that draws it again, as {@code @Property(seed = …)}; the next run tries it first.
 */
class ModelIT {
    private static final int STEPS = 50;
    private static final boolean WITH_JQ = Jq.isThere();

    private static int sequences;
    private static long steps;
    private static long crashes;
    private static long failed;

    @Provide
    Arbitrary<ActionChain<ModelRun>> sequences() {
        return ModelActions.chains(STEPS);
    }

    /** How many sequences is told by the build, as {@code jqwik.tries.default}. */
    @Property
    void theJournalSaysWhatTheModelSays(@ForAll("sequences") ActionChain<ModelRun> sequence) {
        failed++;
        ModelRun run =
                sequence.withInvariant("all holds", ModelRun::assertAllHolds).run();
        acceptsJq(run);
        run.close();
        acceptsJq(run);
        failed--;
        sequences++;
        steps += sequence.transformations().size();
        crashes += run.crashes();
    }

    private static void acceptsJq(ModelRun run) {
        if (WITH_JQ) {
            run.assertJqAcceptsTheFile();
        }
    }

    @AfterContainer
    static void report() {
        if (failed > 0) {
            return;
        }
        if (!WITH_JQ) {
            Figures.of(ModelIT.class, "jq")
                    .with("skipped", "there is no jq on the PATH")
                    .report();
        }
        Figures.of(ModelIT.class, "")
                .with("sequences", sequences)
                .with("steps", steps)
                .with("crashes", crashes)
                .with("files read by jq", WITH_JQ ? 2 * sequences : 0)
                .with("differences", 0)
                .report();
    }
}
