package dev.opjournal.spring.aop;

import dev.opjournal.spring.InvalidAnnotationException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.aop.Advisor;
import org.springframework.aop.IntroductionAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;

/** The proxy of a bean with journaled methods: puts the advice in its place, and sees whether it is there. */
final class JournaledProxy {
    private JournaledProxy() {}

    /**
     * Puts the advice around everything else, since nothing is a success that a transaction may still roll back, and all
     * attempts of a retry are one operation; but inside {@code @Async}, since the outcome is known in that thread alone. An
     * order cannot say so: {@code @Retryable} and {@code @Async} put themselves in front of what is there.
     */
    static void arrange(Advised proxy) {
        List<Advisor> advisors = List.of(proxy.getAdvisors());
        List<JournaledAdvisor> ours = advisors.stream()
                .filter(JournaledAdvisor.class::isInstance)
                .map(JournaledAdvisor.class::cast)
                .toList();
        // Two are ours where this was done before.
        if (ours.size() != 1 || proxy.isFrozen()) {
            return;
        }
        arrange(proxy, ours.get(0), advisors.stream().filter(Layers::isAsync).toList());
        removeFromWithin(proxy);
    }

    /** A second maker of proxies puts one around that of the first, with all the same advice: one of them is to journal. */
    private static void removeFromWithin(Advised proxy) {
        Object layer = Layers.inside(proxy.getTargetSource());
        while (layer instanceof Advised inner) {
            // Of what is inside, a proxy by interfaces hides what the class is annotated with.
            if (!inner.isFrozen() && !Proxy.isProxyClass(inner.getClass())) {
                Stream.of(inner.getAdvisors())
                        .filter(JournaledAdvisor.class::isInstance)
                        .forEach(inner::removeAdvisor);
            }
            layer = Layers.inside(inner.getTargetSource());
        }
    }

    private static void arrange(Advised proxy, JournaledAdvisor ours, List<Advisor> async) {
        proxy.removeAdvisor(ours);
        if (async.isEmpty()) {
            proxy.addAdvisor(0, ours);
            return;
        }
        int inside = proxy.indexOf(async.get(async.size() - 1)) + 1;
        proxy.addAdvisor(
                inside,
                ours.where((method, type) -> async.stream().anyMatch(one -> Layers.applies(one, method, type))));
        proxy.addAdvisor(
                0, ours.where((method, type) -> async.stream().noneMatch(one -> Layers.applies(one, method, type))));
    }

    /**
     * Sees to it that a call of each method is journaled.
     *
     * @throws InvalidAnnotationException if it is not
     */
    static void check(Object bean, Class<?> beanClass, Collection<JournaledMethod> methods) {
        for (JournaledMethod method : methods) {
            ensureThatTheAdviceIsThere(bean, beanClass, method);
            ensureThatTheProxyHas(bean, method);
        }
    }

    private static void ensureThatTheAdviceIsThere(Object bean, Class<?> beanClass, JournaledMethod method) {
        List<Advisor> passed = Layers.around(bean, method.site().method(), beanClass);
        int ours = passed.stream()
                .map(advisor -> advisor instanceof JournaledAdvisor)
                .toList()
                .indexOf(true);
        if (ours < 0) {
            throw method.site()
                    .refused(
                            "the bean has no proxy, so that its calls would not be journaled.",
                            "Spring makes it unless spring.aop.auto is false or the bean is made too early, as what a"
                                    + " BeanPostProcessor asks for is; an object made by hand, and not by Spring, has none.");
        }
        List<Advisor> outside = passed.subList(0, ours);
        List<Advisor> inside = passed.subList(ours + 1, passed.size());
        if (inside.stream().anyMatch(JournaledAdvisor.class::isInstance)) {
            throw method.site()
                    .refused(
                            "the bean has two proxies, each of which would journal its calls.",
                            "Keep one maker of proxies, or leave spring.aop.proxy-target-class as it is.");
        }
        ensureThatItIsTheOutermost(method, outside);
        ensureThatItIsInsideAsync(method, outside, inside);
    }

    /** Only a second proxy, or one that takes no changes, can have anything but {@code @Async} outside. */
    private static void ensureThatItIsTheOutermost(JournaledMethod method, List<Advisor> outside) {
        int async = outside.stream().map(Layers::isAsync).toList().lastIndexOf(true);
        outside.stream()
                .skip(async + 1L)
                .filter(advisor -> !(advisor instanceof IntroductionAdvisor))
                .findFirst()
                .ifPresent(other -> {
                    throw method.site()
                            .refused(
                                    "a second proxy has "
                                            + other.getAdvice().getClass().getName()
                                            + " outside, which could still fail behind a success that is recorded.",
                                    "Declare that advice as an Advisor bean, which Spring puts into its one proxy, instead of"
                                            + " making a proxy for it.");
                });
    }

    private static void ensureThatItIsInsideAsync(JournaledMethod method, List<Advisor> outside, List<Advisor> inside) {
        if (inside.stream().anyMatch(Layers::isAsync)) {
            throw method.site()
                    .refused(
                            "@Async stands inside, so that success would be recorded before the method has run.",
                            "Leave the order of @EnableAsync as it is, or put @Async on a method that calls this one.");
        }
        if (method.answer() == JournaledMethod.Answer.FUTURE && outside.stream().noneMatch(Layers::isAsync)) {
            throw method.site()
                    .refused(
                            "it returns a Future, which does not tell when it is done.",
                            "Return a CompletableFuture, or make the method @Async.");
        }
    }

    private static void ensureThatTheProxyHas(Object bean, JournaledMethod method) {
        Class<?> proxy = bean.getClass();
        if (!Proxy.isProxyClass(proxy) && !isOverridden(proxy, method.site())) {
            throw method.site()
                    .refused(
                            "the proxy of the bean cannot reach the method, so that it would not be journaled.",
                            "Make the method public.");
        }
        if (Proxy.isProxyClass(proxy) && !isOfAnInterface(proxy, method.site())) {
            throw method.site()
                    .refused(
                            "the proxy has the methods of the bean's interfaces alone, and this is none of them.",
                            "Put the method into an interface, or leave spring.aop.proxy-target-class as it is.");
        }
    }

    /** Whether a proxy by class stands in front of the method. */
    static boolean isOverridden(Class<?> proxy, Site site) {
        try {
            return proxy.getDeclaredMethod(
                            site.method().getName(), site.method().getParameterTypes())
                    != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean isOfAnInterface(Class<?> proxy, Site site) {
        return Stream.of(proxy.getInterfaces())
                .flatMap(type -> Stream.of(type.getMethods()))
                .anyMatch(method -> method.equals(site.method())
                        || AopUtils.getMostSpecificMethod(method, site.beanClass())
                                .equals(site.method()));
    }
}
