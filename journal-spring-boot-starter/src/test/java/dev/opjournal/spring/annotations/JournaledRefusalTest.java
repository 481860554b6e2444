package dev.opjournal.spring.annotations;

import static dev.opjournal.spring.FailedStart.assertThatAnalysisIsPrinted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalException;
import dev.opjournal.Operation;
import dev.opjournal.spring.FailedStart;
import dev.opjournal.spring.InvalidAnnotationException;
import dev.opjournal.spring.Journaled;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Annotations that could not do what they say do not let the application start. */
@ExtendWith(OutputCaptureExtension.class)
class JournaledRefusalTest extends WithFile {
    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(PrivateMethod.class, "is private"),
                Arguments.of(StaticMethod.class, "is static"),
                Arguments.of(FinalMethod.class, "is final"),
                Arguments.of(FinalClass.class, "class is final"),
                Arguments.of(NoKind.class, "kind is empty"),
                Arguments.of(LongKind.class, "is longer than 100 characters"),
                Arguments.of(KindOfTheJournal.class, "begins with opjournal., which is the journal's own"),
                Arguments.of(UnknownName.class, "#vmdi, which is no argument of the method, which has #vmid, #p0, #a0"),
                Arguments.of(UnknownPosition.class, "#p1, which is no argument"),
                Arguments.of(NoArguments.class, "#p0, which is no argument of the method, which has none to name"),
                Arguments.of(UnknownInside.class, "#other, which is no argument"),
                Arguments.of(RootVariable.class, "#root, which is no argument"),
                Arguments.of(ThisVariable.class, "#this, which is no argument"),
                Arguments.of(ForgottenHash.class, "An argument has a # in front, #vmid"),
                Arguments.of(MethodOfNothing.class, "key(), which belongs to nothing"),
                Arguments.of(ArgumentOfMethod.class, "vmid, which belongs to nothing"),
                Arguments.of(Function.class, "#hash(#vmid), which is no argument"),
                Arguments.of(BeanOfContext.class, "@clock, which is no argument"),
                Arguments.of(Unparsable.class, "target is no expression"),
                Arguments.of(Blank.class, "idempotencyKey is no expression"),
                Arguments.of(HandleInExpression.class, "#operation, which is the handle of the operation"),
                Arguments.of(TwoHandles.class, "two parameters of type Operation"),
                Arguments.of(ReturnsMono.class, "reactor.core.publisher.Mono"),
                Arguments.of(ReturnsFlux.class, "reactor.core.publisher.Flux"),
                Arguments.of(ReturnsPublisher.class, "java.util.concurrent.Flow$Publisher"),
                Arguments.of(ReturnsFuture.class, "it returns a Future"),
                Arguments.of(ReturnsFutureTask.class, "java.util.concurrent.FutureTask"),
                Arguments.of(ReturnsAnything.class, "stands for no type"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anAnnotationThatCannotDoWhatItSays(Class<?> bean, String problem) {
        AnnotatedApplication.with(file, bean).run(context -> {
            InvalidAnnotationException refusal = AnnotatedApplication.refusal(context);

            assertThat(refusal)
                    .hasMessageContaining("@Journaled on " + bean.getName() + ".call(")
                    .hasMessageContaining(problem);
            assertThat(refusal.action()).endsWith(".");
            assertThat(refusal.beanClass()).isEqualTo(bean);
            assertThat(refusal.method().getName()).isEqualTo("call");
        });
    }

    @Test
    void theReasonIsPrintedForPeople(CapturedOutput output) {
        JournalException refusal = FailedStart.of(file, UnknownName.class);

        assertThat(refusal).isInstanceOf(InvalidAnnotationException.class);
        assertThatAnalysisIsPrinted(output, refusal);
    }

    // "unused" are methods that nobody calls.
    @SuppressWarnings("unused")
    static class PrivateMethod {
        @Journaled(kind = "call")
        private void call() {}
    }

    static class StaticMethod {
        @Journaled(kind = "call")
        static void call() {}
    }

    static class FinalMethod {
        @Journaled(kind = "call")
        final void call() {}
    }

    static final class FinalClass {
        @Journaled(kind = "call")
        void call() {}
    }

    static class NoKind {
        @Journaled(kind = " ")
        void call() {}
    }

    static class LongKind {
        private static final String TEN = "0123456789";

        @Journaled(kind = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + "0")
        void call() {}
    }

    static class KindOfTheJournal {
        @Journaled(kind = "opjournal.compaction")
        void call() {}
    }

    static class UnknownName {
        @Journaled(kind = "call", target = "#vmdi")
        void call(String vmid) {}
    }

    static class UnknownPosition {
        @Journaled(kind = "call", idempotencyKey = "#p1")
        void call(String vmid) {}
    }

    static class NoArguments {
        @Journaled(kind = "call", target = "#p0")
        void call() {}
    }

    static class UnknownInside {
        @Journaled(kind = "call", params = "{vmid: #vmid, size: #vmid.substring(#other + 1)}")
        void call(String vmid) {}
    }

    static class RootVariable {
        @Journaled(kind = "call", target = "#root")
        void call(String vmid) {}
    }

    static class ThisVariable {
        @Journaled(kind = "call", target = "#this")
        void call(String vmid) {}
    }

    static class ForgottenHash {
        @Journaled(kind = "call", target = "vmid")
        void call(String vmid) {}
    }

    static class MethodOfNothing {
        @Journaled(kind = "call", target = "key()")
        void call(String vmid) {}
    }

    static class ArgumentOfMethod {
        @Journaled(kind = "call", target = "#vmid.concat(vmid)")
        void call(String vmid) {}
    }

    static class Function {
        @Journaled(kind = "call", target = "#hash(#vmid)")
        void call(String vmid) {}
    }

    static class BeanOfContext {
        @Journaled(kind = "call", target = "@clock.instant()")
        void call(String vmid) {}
    }

    static class Unparsable {
        @Journaled(kind = "call", target = "#vmid +")
        void call(String vmid) {}
    }

    static class Blank {
        @Journaled(kind = "call", idempotencyKey = " ")
        void call(String vmid) {}
    }

    static class HandleInExpression {
        @Journaled(kind = "call", target = "#operation.opId()")
        void call(Operation operation) {}
    }

    static class TwoHandles {
        @Journaled(kind = "call")
        void call(Operation one, Operation other) {}
    }

    static class ReturnsMono {
        @Journaled(kind = "call")
        Mono<String> call() {
            return Mono.empty();
        }
    }

    static class ReturnsFlux {
        @Journaled(kind = "call")
        Flux<String> call() {
            return Flux.empty();
        }
    }

    static class ReturnsPublisher {
        @Journaled(kind = "call")
        Flow.Publisher<String> call() {
            return subscriber -> {};
        }
    }

    static class ReturnsFuture {
        @Journaled(kind = "call")
        Future<String> call() {
            return CompletableFuture.completedFuture("");
        }
    }

    static class ReturnsFutureTask {
        @Journaled(kind = "call")
        FutureTask<String> call() {
            return new FutureTask<>(() -> "");
        }
    }

    static class ReturnsAnything {
        @Journaled(kind = "call", idempotencyKey = "#key")
        <T> List<T> call(String key) {
            return List.of();
        }
    }
}
