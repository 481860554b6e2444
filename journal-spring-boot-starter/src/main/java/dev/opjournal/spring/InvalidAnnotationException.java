package dev.opjournal.spring;

import dev.opjournal.JournalException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/** An annotation of the journal cannot do what it says. Thrown when the bean is looked at, before a method of it has run. */
public final class InvalidAnnotationException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final Class<?> beanClass;
    private final transient Method method;

    public InvalidAnnotationException(
            Class<? extends Annotation> annotation, Class<?> beanClass, Method method, String problem, String action) {
        super("@" + annotation.getSimpleName() + " on " + name(beanClass, method) + ": " + problem, action, null);
        this.beanClass = beanClass;
        this.method = method;
    }

    /** A method as messages name it. */
    public static String name(Class<?> beanClass, Method method) {
        StringBuilder parameters = new StringBuilder();
        for (Class<?> type : method.getParameterTypes()) {
            parameters.append(parameters.isEmpty() ? "" : ", ").append(type.getSimpleName());
        }
        return beanClass.getName() + "." + method.getName() + "(" + parameters + ")";
    }

    /** The class of the bean. */
    public Class<?> beanClass() {
        return beanClass;
    }

    /** The annotated method. */
    public Method method() {
        return method;
    }
}
