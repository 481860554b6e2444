package dev.opjournal.spring.aop;

import dev.opjournal.OperationSpec;
import dev.opjournal.spring.Journaled;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.MergedAnnotation;

/** Reads {@link Journaled} on one method, and refuses what could not be journaled as it says. */
final class JournaledMethodReader {
    private static final String ADVICE =
            "Return the value, a CompletionStage or a CompletableFuture, or begin the operation on the Journal by hand.";

    /** What every operation of the kind would be refused for; see {@link OperationSpec#of}. */
    private static final int MOST_KIND_CHARS = 100;

    private static final String KINDS_OF_THE_JOURNAL = "opjournal.";

    private final Site site;
    private final Journaled journaled;
    private final Method declared;

    private JournaledMethodReader(Site site, MergedAnnotation<Journaled> annotation) {
        this.site = site;
        this.journaled = annotation.synthesize();
        this.declared = annotation.getSource() instanceof Method source ? source : site.method();
    }

    static JournaledMethod read(Class<?> beanClass, Method method, MergedAnnotation<Journaled> annotation) {
        return new JournaledMethodReader(new Site(Journaled.class, beanClass, method), annotation).read();
    }

    private JournaledMethod read() {
        ensureThatAProxyReachesIt();
        if (journaled.kind().isBlank()) {
            throw site.refused("its kind is empty.", "Name the kind of operation, for example vm.start.");
        }
        if (journaled.kind().length() > MOST_KIND_CHARS || journaled.kind().startsWith(KINDS_OF_THE_JOURNAL)) {
            throw site.refused(
                    "its kind, " + journaled.kind() + ", is longer than " + MOST_KIND_CHARS
                            + " characters or begins with " + KINDS_OF_THE_JOURNAL + ", which is the journal's own.",
                    "Name it otherwise, for example vm.start.");
        }
        Arguments arguments = new Arguments(site, declared);
        JournaledMethod.Answer answer = answer();
        return new JournaledMethod(
                site,
                OperationSpec.of(journaled.kind()).failOn(journaled.failOn()),
                arguments,
                ArgumentExpression.of(site, "target", journaled.target(), arguments),
                ArgumentExpression.of(site, "idempotencyKey", journaled.idempotencyKey(), arguments),
                ArgumentExpression.of(site, "params", journaled.params(), arguments),
                answer,
                resultType(answer));
    }

    private void ensureThatAProxyReachesIt() {
        int modifiers = site.method().getModifiers();
        for (int obstacle : new int[] {Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL}) {
            if ((modifiers & obstacle) != 0) {
                String word = Modifier.toString(obstacle);
                throw site.refused(
                        "the method is " + word
                                + ", so that no proxy stands in front of it and it would not be journaled.",
                        "Make it not " + word + ", or begin the operation on the Journal by hand.");
            }
        }
        Class<?> type = site.beanClass();
        if (Modifier.isFinal(type.getModifiers()) && type.getInterfaces().length == 0) {
            throw site.refused(
                    "the class is final and has no interface, so that no proxy can stand in front of it.",
                    "Make the class not final, or begin the operation on the Journal by hand.");
        }
    }

    private JournaledMethod.Answer answer() {
        Class<?> type = site.method().getReturnType();
        if (KotlinDetector.isSuspendingFunction(site.method())) {
            throw site.refused("a suspending function returns before its outcome is known.", ADVICE);
        }
        if (type == CompletionStage.class || type == CompletableFuture.class) {
            return JournaledMethod.Answer.STAGE;
        }
        if (type == Future.class) {
            return JournaledMethod.Answer.FUTURE;
        }
        if (Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type) || isReactive(type)) {
            throw site.refused(
                    "it returns a " + type.getName() + ", whose outcome is not known when the method returns.", ADVICE);
        }
        return JournaledMethod.Answer.AT_RETURN;
    }

    private static boolean isReactive(Class<?> type) {
        return Flow.Publisher.class.isAssignableFrom(type)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
    }

    private Type resultType(JournaledMethod.Answer answer) {
        Type returned = GenericTypeResolver.resolveType(site.method().getGenericReturnType(), site.beanClass());
        Type result = returned;
        if (answer != JournaledMethod.Answer.AT_RETURN) {
            result = returned instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
        }
        if (!journaled.idempotencyKey().isEmpty() && TypeVariables.in(result)) {
            throw site.refused(
                    "its result is a " + result.getTypeName() + ", which stands for no type that a replay could have.",
                    "Return a type that is known, or leave idempotencyKey away.");
        }
        return result;
    }
}
