package dev.opjournal.spring.aop;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.spring.RecoveryHandlerFor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** The methods of beans that are {@link RecoveryHandlerFor} a kind. */
final class HandlerMethods {
    /** One of them. */
    record HandlerMethod(Site site, String kind) {
        /** The name of the handler bean that is made of it: says to people where it comes from. */
        String handlerName(String beanName) {
            return beanName + ":" + site.beanClass().getName() + "."
                    + site.method().getName();
        }
    }

    private final ListableBeanFactory beans;
    private final Map<Class<?>, List<HandlerMethod>> ofClass = new ConcurrentHashMap<>();

    HandlerMethods(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The handler methods of a class. */
    List<HandlerMethod> of(Class<?> beanClass) {
        return ofClass.computeIfAbsent(beanClass, HandlerMethods::read);
    }

    private static List<HandlerMethod> read(Class<?> beanClass) {
        if (!AnnotationUtils.isCandidateClass(beanClass, RecoveryHandlerFor.class)) {
            return List.of();
        }
        Map<Method, RecoveryHandlerFor> found =
                MethodIntrospector.selectMethods(beanClass, (MethodIntrospector.MetadataLookup<RecoveryHandlerFor>)
                        method -> AnnotatedElementUtils.findMergedAnnotation(method, RecoveryHandlerFor.class));
        List<HandlerMethod> methods = new ArrayList<>();
        found.forEach((method, annotation) -> methods.add(read(beanClass, method, annotation)));
        return methods;
    }

    private static HandlerMethod read(Class<?> beanClass, Method method, RecoveryHandlerFor annotation) {
        Site site = new Site(RecoveryHandlerFor.class, beanClass, method);
        if (annotation.value().isBlank()) {
            throw site.refused("its kind is empty.", "Name the kind of operation that the method settles.");
        }
        if (!List.of(method.getParameterTypes()).equals(List.of(Operation.class))
                || method.getReturnType() != RecoveryDecision.class) {
            throw site.refused(
                    "a handler takes an Operation and returns a RecoveryDecision.",
                    "Declare it as RecoveryDecision " + method.getName() + "(Operation operation).");
        }
        // On a proxy such a method would run on an object whose fields are not set.
        if ((method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL)) != 0) {
            throw site.refused(
                    "the method is private, static or final, so that it cannot be called on a proxy of the bean.",
                    "Take that word away.");
        }
        return new HandlerMethod(site, annotation.value());
    }

    /** Ways in which a handler would be forgotten in silence, or fail each time that it is asked. */
    void ensureUsable(List<HandlerMethod> methods, Object bean, String beanName) {
        for (HandlerMethod method : methods) {
            Site site = method.site();
            if (!beans.containsBeanDefinition(method.handlerName(beanName))) {
                throw site.refused(
                        "the class of bean " + beanName + " was not known when handlers were looked for.",
                        "Let the @Bean method that makes it return "
                                + site.beanClass().getSimpleName() + ", and not an interface.");
            }
            if (!isOf(bean, site.method())) {
                throw site.refused(
                        "the proxy of bean " + beanName + " has the methods of its interfaces alone.",
                        "Put the method into an interface, or leave spring.aop.proxy-target-class as it is.");
            }
            // As of a private one: it would run on the proxy itself.
            if (AopUtils.isCglibProxy(bean) && !JournaledProxy.isOverridden(bean.getClass(), site)) {
                throw site.refused(
                        "the proxy of bean " + beanName + " cannot reach the method, which is of another package.",
                        "Make the method public.");
            }
        }
    }

    private static boolean isOf(Object bean, Method method) {
        try {
            return AopUtils.selectInvocableMethod(method, bean.getClass()) != null;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
