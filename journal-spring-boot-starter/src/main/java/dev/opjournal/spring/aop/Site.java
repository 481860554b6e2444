package dev.opjournal.spring.aop;

import dev.opjournal.spring.InvalidAnnotationException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/** Where an annotation stands. */
record Site(Class<? extends Annotation> annotation, Class<?> beanClass, Method method) {
    InvalidAnnotationException refused(String problem, String action) {
        return new InvalidAnnotationException(annotation, beanClass, method, problem, action);
    }

    @Override
    public String toString() {
        return InvalidAnnotationException.name(beanClass, method);
    }
}
