package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that are claimed, freed and applied by entries of a list. */
class AppendKeyTest extends AppendFixture {
    @Test
    void twoClaimsOfOneKeyInOneListAreRefused() throws IOException {
        var taken = refused(KeyInFlightException.class, started("a", "key"), started("b", "key"));

        assertThat(taken.opId()).isEqualTo("a");
        assertThat(taken.idempotencyKey()).isEqualTo("key");
        refused(KeyInFlightException.class, started("a", "key"), succeeded("a"), started("b", "key"));
    }

    @Test
    void aClaimInOneListOfAKeyThatAnotherRequestInItHasIsAConflict() throws IOException {
        var conflict = refused(
                KeyConflictException.class,
                started("a", "key"),
                JournalEntry.of("b", "vm.stop", OpState.STARTED)
                        .idempotencyKey("key")
                        .build());

        assertThat(conflict.opId()).isEqualTo("a");
        assertThat(conflict).hasMessageContaining("kind");
    }

    @Test
    void aFailureFreesTheKeyForWhatFollowsInTheList() {
        List<JournalEntry> written = journal.append(List.of(started("a", "key"), failed("a"), started("b", "key")));
        assertThat(journal.inFlight()).containsExactly(written.get(2));

        List<JournalEntry> more = journal.append(List.of(failed("b"), started("c", "key"), succeeded("c")));

        assertThat(journal.latest("c")).contains(more.get(2));
        assertThat(journal.alreadyApplied("key")).isTrue();
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void aKeyThatIsTakenOrAppliedIsRefusedInAListAsWell() throws IOException {
        append(started("a", "key"));
        assertThat(refused(KeyInFlightException.class, started("x"), started("b", "key"))
                        .opId())
                .isEqualTo("a");

        JournalEntry applied = append(succeeded("a"));
        assertThat(refused(AlreadyAppliedException.class, started("x"), started("b", "key"))
                        .entry())
                .isEqualTo(applied);
        assertThat(refused(
                                KeyConflictException.class,
                                started("x"),
                                JournalEntry.of("b", "vm.stop", OpState.STARTED)
                                        .idempotencyKey("key")
                                        .build())
                        .opId())
                .isEqualTo("a");
        assertThat(journal.latest("x")).isEmpty();
    }

    @Test
    void anOperationThatIsBegunAgainWithItsOwnKeyIsToldWhatBecameOfTheKey() throws IOException {
        append(started("a", "key"));
        assertThat(refused(KeyInFlightException.class, started("a", "key")).opId())
                .isEqualTo("a");
        append(succeeded("a"));
        assertThat(refused(AlreadyAppliedException.class, started("a", "key"))
                        .entry()
                        .opId())
                .isEqualTo("a");
    }
}
