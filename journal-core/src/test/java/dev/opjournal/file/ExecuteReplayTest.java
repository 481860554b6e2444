package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.ResultUnavailableException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a second caller with a key gets: the recorded result, and no second execution. */
class ExecuteReplayTest extends ExecuteFixture {
    @Test
    void aKeyInFlightIsRefusedAndTheBodyDoesNotRun() {
        String answer = journal.execute(KEYED, op -> {
            var taken = catchThrowableOfType(
                    KeyInFlightException.class, () -> journal.execute(KEYED.opId("second"), second -> "never"));
            assertThat(taken.opId()).isEqualTo("op");
            return "first";
        });

        assertThat(answer).isEqualTo("first");
        assertThat(journal.latest("second")).isEmpty();
    }

    @Test
    void anAppliedKeyOfAnotherRequestIsAConflictAndNoReplay() {
        journal.execute(KEYED, op -> "first");

        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("b").target("102"), op -> "never"));
        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("b").target("102"), String.class, op -> "never"));
    }

    @Test
    void anIdThatWasUsedIsRefusedAndTheBodyDoesNotRun() {
        journal.execute(START, op -> "first");

        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> journal.execute(START, op -> "never"));
    }

    private <T> T replayed(Class<T> type) {
        reopen();
        return journal.execute(KEYED.opId("again"), type, op -> raise(new AssertionError("it runs again")));
    }

    private Object replayed() {
        reopen();
        return journal.execute(KEYED.opId("again"), throwing(new AssertionError("it runs again")));
    }

    static Stream<Named<Object>> plainResults() {
        return Stream.of(
                Named.of("text", "done"),
                Named.of("text in many scripts", "\"é\ud83d\ude00\n" + " ".repeat(600)),
                Named.of("true", true),
                Named.of("false", false),
                Named.of("null", null));
    }

    @ParameterizedTest
    @MethodSource("plainResults")
    void textsBooleansAndNullAreReplayedWithoutAType(Object result) {
        assertThat(journal.<Object, RuntimeException>execute(KEYED, op -> result))
                .isEqualTo(result);

        assertThat(replayed()).isEqualTo(result);
        assertThat(journal.latest("again")).isEmpty();
    }

    @Test
    void theReplayOfTheSameSpecIsAReplayToo() {
        assertRuns(KEYED);

        assertThat(journal.<String, RuntimeException>execute(KEYED, throwing(new AssertionError("it runs again"))))
                .as("an id of the caller's choice comes with each retry")
                .isEqualTo("done");
    }

    record Machine(String name, int cores, List<String> disks, Optional<String> node) {}

    @Test
    void aTypedResultIsReplayedFromItsJson() {
        Machine machine = new Machine("web", 4, List.of("scsi0", "scsi1"), Optional.empty());
        assertThat(journal.execute(KEYED, Machine.class, op -> machine)).isSameAs(machine);

        assertThat(replayed(Machine.class)).isEqualTo(machine);
        assertThat((Object) replayed(Map.class)).hasFieldOrPropertyWithValue("cores", 4);
    }

    static Stream<Object> typedResults() {
        return Stream.of("text", true, 42, 1L << 60, 1.5, new Machine("web", 4, List.of(), Optional.of("pve1")));
    }

    @ParameterizedTest
    @MethodSource("typedResults")
    void aResultIsReplayedAsItsType(Object result) {
        journal.execute(KEYED, op -> result);

        assertThat((Object) replayed(result.getClass())).isEqualTo(result);
    }

    @Test
    void aTypedNullIsReplayedAsNull() {
        assertThat(journal.<Machine, RuntimeException>execute(KEYED, Machine.class, op -> null))
                .isNull();

        assertThat(replayed(Machine.class)).isNull();
    }

    @Test
    void whoAsksForNothingMissesNothing() {
        journal.begin(KEYED).succeeded("x".repeat(100_000));
        assertThat(latest().resultDropped()).isPresent();

        assertThat(replayed(Void.class)).isNull();
        assertThat((Object) replayed(void.class)).isNull();
    }

    static Stream<Object> untypedResults() {
        return Stream.of(42, 1.5, List.of("a"), Map.of("a", 1), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("untypedResults")
    void withoutATypeAnythingElseIsNotReplayed(Object result) {
        journal.execute(KEYED, op -> result);

        var unavailable = catchThrowableOfType(ResultUnavailableException.class, this::replayed);

        assertThat(unavailable.entry()).isEqualTo(latest());
        assertThat(unavailable.action()).contains("type");
    }

    @Test
    void aResultThatIsNoLongerReadableIsToldAndNotRunAgain() {
        journal.execute(KEYED, op -> "text");

        var unavailable = catchThrowableOfType(ResultUnavailableException.class, () -> replayed(Machine.class));

        assertThat(unavailable.entry()).isEqualTo(latest());
        assertThat(unavailable).hasMessageContaining(Machine.class.getName()).hasCauseInstanceOf(Exception.class);
    }

    static Stream<Named<Object>> unrecordable() {
        Map<String, Object> circle = new LinkedHashMap<>();
        circle.put("itself", circle);
        Object throwing = new Object() {
            @SuppressWarnings("unused") // read as a property
            public String getName() {
                throw new IllegalStateException("no name");
            }
        };
        Object broken = new Object() {
            @SuppressWarnings("unused") // read as a property
            public String getName() {
                throw new NoClassDefFoundError("no name");
            }
        };
        return Stream.of(
                Named.of("too large", "x".repeat(70_000)),
                Named.of("a circle", circle),
                Named.of("throwing", throwing),
                Named.of("throwing an error", broken));
    }

    @ParameterizedTest
    @MethodSource("unrecordable")
    void aResultThatCannotBeRecordedIsDroppedAndTheSuccessStands(Object result) {
        assertThat(journal.<Object, RuntimeException>execute(KEYED, op -> result))
                .isSameAs(result);
        assertThat(latest().state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(latest().result()).isEmpty();
        String why = latest().resultDropped().orElseThrow();

        for (Throwable unavailable :
                Arrays.asList(catchThrowable(this::replayed), catchThrowable(() -> replayed(Object.class)))) {
            assertThat(unavailable)
                    .isInstanceOf(ResultUnavailableException.class)
                    .hasMessageContaining(why);
        }
        assertThat(journal.alreadyApplied("key")).isTrue();
    }
}
