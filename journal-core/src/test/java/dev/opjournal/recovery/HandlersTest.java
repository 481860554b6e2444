package dev.opjournal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlersTest {
    private record Start(String kind) implements RecoveryHandler {
        @Override
        public RecoveryDecision recover(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    private static final class OtherStart implements RecoveryHandler {
        @Override
        public String kind() {
            return "vm.start";
        }

        @Override
        public RecoveryDecision recover(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    @Test
    void aHandlerIsFoundByItsKind() {
        var start = new Start("vm.start");
        var stop = new Start("vm.stop");

        var handlers = new Handlers(List.of(start, stop));

        assertThat(handlers.forKind("vm.stop")).containsSame(stop);
        assertThat(handlers.forKind("vm.config")).isEmpty();
    }

    @Test
    void twoHandlersForOneKindAreRefusedByName() {
        assertThatThrownBy(() -> new Handlers(List.of(new Start("vm.start"), new OtherStart())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Kind vm.start", Start.class.getName(), OtherStart.class.getName());
    }

    @Test
    void functionsForOneKindAreNamedByWhereTheyWereWritten() {
        var start = RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.stillRunning());

        assertThatThrownBy(() -> new Handlers(List.of(start, new Start("vm.start"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "Kind vm.start", HandlersTest.class.getName() + "$$Lambda", Start.class.getName());
    }

    @Test
    void aHandlerThatNamesNoKindIsRefusedByName() {
        assertThatThrownBy(() -> new Handlers(List.of(new Start(null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Start.class.getName() + " names no kind");
        assertThatThrownBy(() -> new Handlers(List.of(new Start(""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Start.class.getName() + " names no kind");
    }
}
