package dev.opjournal.steps;

import dev.opjournal.OperationFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The definition of a multi-step operation: what its steps do, in their order, and what undoes them.
 *
 * <pre>{@code
 * Steps.named("vm.provision")
 *         .step("clone", s -> s.taskRunning(pve.clone(s.param("template"), s.target())))
 *         .check(s -> pve.askedAbout(s.task()))
 *         .compensate(s -> pve.destroy(s.target()))
 *         .step("configure", s -> pve.configure(s.target(), s.params())).idempotent().retry(3, Duration.ofSeconds(1))
 *         .step("start", s -> pve.start(s.target())).compensate(s -> pve.stop(s.target()))
 *         .onCrash(CrashPolicy.RESUME);
 * }</pre>
 *
 * <p>Its name is the kind of the operations; a restarted process finds the definition by it. Immutable.
 */
public final class Steps {
    private static final Pattern STEP_NAME = Pattern.compile("[A-Za-z0-9_-]{1,50}");
    private static final int MOST_NAME_CHARS = 40;

    private final String kind;
    private final List<Step> steps;
    private final List<Class<? extends Throwable>> failOn;
    private final CrashPolicy onCrash;

    private Steps(Builder builder, CrashPolicy onCrash) {
        this.kind = builder.kind;
        this.steps = List.copyOf(builder.steps);
        this.failOn = List.copyOf(builder.failOn);
        this.onCrash = onCrash;
    }

    /**
     * Begins a definition.
     *
     * @param kind of its operations, of 1 to 40 characters. Its steps are of the kind {@code KIND.STEP}, compensations of
     *     {@code KIND.STEP.undo}
     */
    public static Builder named(String kind) {
        return new Builder(kind);
    }

    public String kind() {
        return kind;
    }

    /** The names of the steps in their order. */
    public List<String> names() {
        return steps.stream().map(Step::name).toList();
    }

    List<Step> steps() {
        return steps;
    }

    Optional<Step> step(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }

    Plan plan() {
        return Plan.of(steps);
    }

    CrashPolicy onCrash() {
        return onCrash;
    }

    static boolean isStepName(String name) {
        return STEP_NAME.matcher(name).matches() && !name.equals(Cancel.STEP);
    }

    String kindOf(String step) {
        return kind + "." + step;
    }

    String kindOfUndo(String step) {
        return kindOf(step) + ".undo";
    }

    String kindOfCancel() {
        return kindOf(Cancel.STEP);
    }

    boolean isDefiniteFailure(Throwable failure) {
        return failure instanceof OperationFailedException
                || failOn.stream().anyMatch(type -> type.isInstance(failure));
    }

    @Override
    public String toString() {
        return kind + ": " + plan().text();
    }

    /** Collects steps. What is said behind a step is said of it. Not thread-safe. */
    public static final class Builder {
        private final String kind;
        private final List<Step> steps = new ArrayList<>();
        private final List<Class<? extends Throwable>> failOn = new ArrayList<>();

        private Builder(String kind) {
            if (kind.isEmpty() || kind.length() > MOST_NAME_CHARS) {
                throw new IllegalArgumentException("The name '" + kind + "' of a multi-step operation has "
                        + kind.length() + " characters; 1 to " + MOST_NAME_CHARS + " are allowed.");
            }
            this.kind = kind;
        }

        /**
         * Adds a step.
         *
         * @param name letters, digits, {@code _} and {@code -}, at most 50, and not {@code cancel}; the journal keeps it, so that
         *     renaming a step makes another definition of it
         */
        public Builder step(String name, StepAction action) {
            if (!isStepName(name)) {
                throw new IllegalArgumentException("Step name '" + name + "' of " + kind
                        + " is not allowed. Take up to 50 letters, digits, _ and -, and not " + Cancel.STEP + ".");
            }
            if (steps.stream().anyMatch(step -> step.name().equals(name))) {
                throw new IllegalArgumentException(kind + " has two steps named " + name + ". Rename one.");
            }
            if (steps.size() == StepIds.MOST_STEPS) {
                throw new IllegalArgumentException(
                        kind + " has more than " + StepIds.MOST_STEPS + " steps. Make several operations of it.");
            }
            steps.add(Step.of(name, Objects.requireNonNull(action, "action")));
            return this;
        }

        /**
         * What undoes the step. It runs when the step has happened, and when it may have; and again if a crash, or a failure, cut
         * it off, so that it must be able to undo what is half done, undone, or was never there.
         */
        public Builder compensate(StepAction compensation) {
            Objects.requireNonNull(compensation, "compensation");
            return last("compensate", step -> step.withCompensation(compensation));
        }

        /** Whom to ask what became of the step when it is in doubt. */
        public Builder check(StepCheck check) {
            Objects.requireNonNull(check, "check");
            return last("check", step -> step.withCheck(check));
        }

        /** Says that the step may run twice, so that it runs again when it is in doubt and has neither check nor task. */
        public Builder idempotent() {
            return last("idempotent", Step::asIdempotent);
        }

        /**
         * Has the step run again when it failed for certain, or is idempotent.
         *
         * @param attempts how often it runs in all, at least 1
         * @param pause between two of them
         */
        public Builder retry(int attempts, Duration pause) {
            if (attempts < 1 || pause.isNegative()) {
                throw new IllegalArgumentException("retry(" + attempts + ", " + pause
                        + "): at least one attempt, and a pause that is not negative, are needed.");
            }
            return last("retry", step -> step.withRetry(attempts, pause));
        }

        /**
         * How long one attempt may take. After it the thread is interrupted and the step is in doubt, also if its call goes on.
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("timeout(" + timeout + "): it must be longer than nothing.");
            }
            return last("timeout", step -> step.withTimeout(timeout));
        }

        /** Names what tells for certain, of each step, that its effect did not happen. Subclasses count. */
        @SafeVarargs
        public final Builder failOn(Class<? extends Throwable>... definiteFailures) {
            for (Class<? extends Throwable> type : definiteFailures) {
                failOn.add(type);
            }
            return this;
        }

        /** Ends the definition. */
        public Steps onCrash(CrashPolicy policy) {
            if (steps.isEmpty()) {
                throw new IllegalArgumentException(kind + " has no steps. Give it one.");
            }
            return new Steps(this, Objects.requireNonNull(policy, "policy"));
        }

        private Builder last(String what, UnaryOperator<Step> change) {
            if (steps.isEmpty()) {
                throw new IllegalStateException(what + " stands before the first step of " + kind + ".");
            }
            steps.set(steps.size() - 1, change.apply(steps.get(steps.size() - 1)));
            return this;
        }
    }
}
