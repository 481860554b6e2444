package dev.opjournal.spring.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.MethodMatcher;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;

/** What stands around a method of a bean, from the outside in. */
final class Layers {
    private Layers() {}

    /** The advisors that a call of the method passes, over all proxies that are put into each other. */
    static List<Advisor> around(Object bean, Method method, Class<?> beanClass) {
        List<Advisor> passed = new ArrayList<>();
        Object layer = bean;
        while (layer instanceof Advised proxy) {
            Arrays.stream(proxy.getAdvisors())
                    .filter(advisor -> applies(advisor, method, beanClass))
                    .forEach(passed::add);
            layer = inside(proxy.getTargetSource());
        }
        return passed;
    }

    static boolean isAsync(Advisor advisor) {
        return advisor.getAdvice() instanceof AsyncExecutionInterceptor;
    }

    static boolean applies(Advisor advisor, Method method, Class<?> beanClass) {
        if (!(advisor instanceof PointcutAdvisor pointcut)) {
            return true;
        }
        MethodMatcher matcher = pointcut.getPointcut().getMethodMatcher();
        return pointcut.getPointcut().getClassFilter().matches(beanClass) && matcher.matches(method, beanClass);
    }

    /** The target, where it is one and the same for all calls. */
    static @Nullable Object inside(TargetSource source) {
        if (!source.isStatic()) {
            return null;
        }
        try {
            return source.getTarget();
        } catch (Exception e) {
            throw new IllegalStateException("The target of a proxy could not be looked at.", e);
        }
    }
}
