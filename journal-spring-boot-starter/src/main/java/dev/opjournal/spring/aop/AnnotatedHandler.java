package dev.opjournal.spring.aop;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.util.ReflectionUtils;

/** A handler that calls a method of a bean. The bean is asked for at each call: it may be lazy, and of any scope. */
final class AnnotatedHandler implements RecoveryHandler, BeanFactoryAware {
    private final String kind;
    private final String beanName;
    private final String methodName;
    private @Nullable BeanFactory beans;

    /** Takes texts alone: code made ahead of time writes them down, and may not name the bean's class. */
    AnnotatedHandler(String kind, String beanName, String methodName) {
        this.kind = kind;
        this.beanName = beanName;
        this.methodName = methodName;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public RecoveryDecision recover(Operation operation) throws Exception {
        Object bean = Objects.requireNonNull(beans, "beans").getBean(beanName);
        Method invocable = AopUtils.selectInvocableMethod(methodOf(bean), bean.getClass());
        ReflectionUtils.makeAccessible(invocable);
        try {
            return (RecoveryDecision) invocable.invoke(bean, operation);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Method methodOf(Object bean) {
        Class<?> beanClass = AopProxyUtils.ultimateTargetClass(bean);
        return Objects.requireNonNull(
                ReflectionUtils.findMethod(beanClass, methodName, Operation.class), () -> beanClass + "." + methodName);
    }

    @Override
    public String toString() {
        return methodName + " of bean " + beanName;
    }
}
