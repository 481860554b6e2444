package dev.opjournal.spring.aop;

import dev.opjournal.Journal;
import java.lang.reflect.Method;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.aopalliance.aop.Advice;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.Ordered;

/** Puts the advice around each method that is {@link dev.opjournal.spring.Journaled}. */
public final class JournaledAdvisor extends StaticMethodMatcherPointcutAdvisor {
    private static final long serialVersionUID = 1L;

    private final transient JournaledMethods methods;
    private final transient BiPredicate<Method, Class<?>> condition;

    /**
     * The advisor of an application.
     *
     * @param journal asked at each call, so that the advice is there before the journal is open
     */
    public JournaledAdvisor(JournaledMethods methods, Supplier<Journal> journal) {
        this(methods, new JournaledInterceptor(methods, journal), (method, beanClass) -> true);
    }

    private JournaledAdvisor(JournaledMethods methods, Advice advice, BiPredicate<Method, Class<?>> condition) {
        super(advice);
        this.methods = methods;
        this.condition = condition;
        setOrder(Ordered.HIGHEST_PRECEDENCE);
        setClassFilter(type -> !methods.of(type).isEmpty());
    }

    /** Asks for the journal now: a first call that comes after the close would have it opened again. */
    public void askForJournal() {
        ((JournaledInterceptor) getAdvice()).askForJournal();
    }

    /** The same advice for those methods alone that meet the condition. */
    JournaledAdvisor where(BiPredicate<Method, Class<?>> newCondition) {
        return new JournaledAdvisor(methods, getAdvice(), newCondition);
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return methods.find(method, targetClass) != null && condition.test(method, targetClass);
    }
}
