package dev.opjournal.spring.aop;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.util.ReflectionUtils;

/** A handler that calls a method of a bean. The bean is asked for at each call: it may be lazy, and of any scope. */
final class AnnotatedHandler implements RecoveryHandler, BeanFactoryAware {
    private final String kind;
    private final String beanName;
    private final Method method;
    private @Nullable BeanFactory beans;

    AnnotatedHandler(String kind, String beanName, Class<?> beanClass, String methodName) {
        this.kind = kind;
        this.beanName = beanName;
        this.method = Objects.requireNonNull(
                ReflectionUtils.findMethod(beanClass, methodName, Operation.class), () -> beanClass + "." + methodName);
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
        Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
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

    @Override
    public String toString() {
        return method + " of bean " + beanName;
    }
}
