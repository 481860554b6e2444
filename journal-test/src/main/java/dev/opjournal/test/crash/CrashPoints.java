package dev.opjournal.test.crash;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link CrashTest} may let the application die, beside its durable writes: each effect on the outside world that the
 * test's stand-in for it marks. It needs to mark none: a crash before a write falls behind the effects that come before the write.
 * What is marked is shown in the report, may be the last thing that happens where another effect follows without a write
 * between, and cannot be done by what still runs of a dead process.
 */
public final class CrashPoints {
    /** The life that the application lives now; null before the first. */
    private volatile @Nullable Life life;

    CrashPoints() {}

    void liveIn(Life now) {
        life = now;
    }

    /**
     * Has an effect, behind which the process may die before its caller hears of it.
     *
     * @param what happens, for the report: the same in each run
     */
    public void effect(String what, Runnable effect) {
        effect(what, () -> {
            effect.run();
            return what;
        });
    }

    /** As {@link #effect(String, Runnable)}, with an answer. */
    public <T extends @Nullable Object> T effect(String what, Supplier<T> effect) {
        Life now = life;
        if (now == null) {
            return effect.get();
        }
        now.ensureAlive();
        T answer = effect.get();
        now.effect(what);
        return answer;
    }
}
