package dev.opjournal.spring.aop;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** The class of a bean, before there is one. */
final class BeanTypes {
    private BeanTypes() {}

    /** What is known of it without making the bean; null if nothing is. */
    static @Nullable Class<?> typeOf(BeanFactory beans, String beanName) {
        try {
            Class<?> type = beans.getType(beanName, false);
            if (type == null) {
                return null;
            }
            Class<?> userClass = ClassUtils.getUserClass(type);
            Method[] readable = ReflectionUtils.getAllDeclaredMethods(userClass);
            return readable.length == 0 ? null : userClass;
        } catch (BeansException | IllegalStateException | LinkageError e) {
            // Whatever is wrong with it comes out when the bean is made; nobody may need it.
            return null;
        }
    }
}
