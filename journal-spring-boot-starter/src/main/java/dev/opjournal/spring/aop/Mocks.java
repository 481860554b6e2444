package dev.opjournal.spring.aop;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Tells the mocks of tests from beans. They have the class of what they stand for, and its annotations, but no proxy. */
final class Mocks {
    private static final String MOCKITO = "org.mockito.Mockito";

    private Mocks() {}

    static boolean isMock(Object bean) {
        ClassLoader loader = bean.getClass().getClassLoader();
        if (!ClassUtils.isPresent(MOCKITO, loader)) {
            return false;
        }
        Class<?> mockito = ClassUtils.resolveClassName(MOCKITO, loader);
        Object details = invoke(ClassUtils.getMethod(mockito, "mockingDetails", Object.class), null, bean);
        Method isMock =
                ClassUtils.getMethod(ClassUtils.resolveClassName("org.mockito.MockingDetails", loader), "isMock");
        return Boolean.TRUE.equals(invoke(isMock, details));
    }

    private static @Nullable Object invoke(Method method, @Nullable Object target, Object... arguments) {
        return ReflectionUtils.invokeMethod(method, target, arguments);
    }
}
