package dev.opjournal.spring.aop;

import dev.opjournal.spring.InvalidAnnotationException;
import dev.opjournal.spring.Journaled;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * The journaled methods of each class, read once. Thread-safe. No proxy is looked for around it, since it is made before all that
 * make proxies are.
 */
public final class JournaledMethods implements AopInfrastructureBean {
    private final Map<Class<?>, Map<Method, JournaledMethod>> ofClass = new ConcurrentHashMap<>();

    /**
     * The journaled methods of a bean's class.
     *
     * @throws InvalidAnnotationException if one cannot be journaled as its annotation says
     */
    Collection<JournaledMethod> of(Class<?> beanClass) {
        return byMethod(ClassUtils.getUserClass(beanClass)).values();
    }

    /** What is known of a method as it is called on a bean of the given class; null if it is not journaled. */
    @Nullable
    JournaledMethod find(Method method, Class<?> beanClass) {
        Map<Method, JournaledMethod> methods = byMethod(ClassUtils.getUserClass(beanClass));
        if (methods.isEmpty()) {
            return null;
        }
        // The bean may itself be a proxy without a class behind it, as of a client that is an interface only.
        Method specific = Proxy.isProxyClass(beanClass) ? method : AopUtils.getMostSpecificMethod(method, beanClass);
        return methods.get(specific);
    }

    private Map<Method, JournaledMethod> byMethod(Class<?> beanClass) {
        Map<Method, JournaledMethod> known = ofClass.get(beanClass);
        if (known == null) {
            known = read(beanClass);
            ofClass.putIfAbsent(beanClass, known);
        }
        return known;
    }

    private static Map<Method, JournaledMethod> read(Class<?> beanClass) {
        if (!AnnotationUtils.isCandidateClass(beanClass, Journaled.class)) {
            return Map.of();
        }
        Map<Method, JournaledMethod> methods = new LinkedHashMap<>();
        MethodIntrospector.selectMethods(beanClass, JournaledMethods::annotationOf)
                .forEach((method, annotation) ->
                        methods.put(method, JournaledMethodReader.read(beanClass, method, annotation)));
        return Map.copyOf(methods);
    }

    private static @Nullable MergedAnnotation<Journaled> annotationOf(Method method) {
        MergedAnnotation<Journaled> annotation =
                MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).get(Journaled.class);
        return annotation.isPresent() ? annotation : null;
    }
}
