package dev.opjournal.spring.aop;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.spring.InvalidAnnotationException;
import java.util.Collection;
import java.util.List;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Sees to it that no bean with journaled methods goes unjournaled: each is looked at when it is made, and those that were made
 * before this was there, when all are. It has no order, so that it comes behind all that make proxies.
 */
public final class JournaledBeans implements BeanPostProcessor, SmartInitializingSingleton, AopInfrastructureBean {
    private final ConfigurableListableBeanFactory beans;
    private final JournaledMethods methods;
    private final HandlerMethods handlers;

    public JournaledBeans(ConfigurableListableBeanFactory beans, JournaledMethods methods) {
        this.beans = beans;
        this.methods = methods;
        this.handlers = new HandlerMethods(beans);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        check(bean, beanName);
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans.getSingletonNames()) {
            Object bean = beans.getSingleton(name);
            if (bean != null) {
                check(bean, name);
            }
            if (bean instanceof FactoryBean<?> && isAnnotatedSingleton(name)) {
                check(beans.getBean(name), name);
            }
        }
        for (String name : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.containsSingleton(name) ? null : BeanTypes.typeOf(beans, name);
            if (type != null) {
                Collection<JournaledMethod> unused = methods.of(type);
            }
        }
    }

    /** Whether a factory makes what must be looked at; it may have made it before this was there. */
    private boolean isAnnotatedSingleton(String factory) {
        Class<?> product = BeanTypes.typeOf(beans, factory);
        return product != null
                && !(methods.of(product).isEmpty() && handlers.of(product).isEmpty())
                && beans.isSingleton(factory);
    }

    /**
     * Puts the advice in its place and checks a bean that is finished but for what is done behind this.
     *
     * @throws InvalidAnnotationException if it has a method that is annotated and not journaled
     */
    private void check(Object bean, String beanName) {
        // A scoped proxy: what it leads to is a bean of its own.
        if (bean instanceof AopInfrastructureBean) {
            return;
        }
        Class<?> beanClass = AopProxyUtils.ultimateTargetClass(bean);
        Collection<JournaledMethod> journaled = methods.of(beanClass);
        List<HandlerMethods.HandlerMethod> handling = handlers.of(beanClass);
        // A mock runs nothing that a journal would have to know of.
        if ((journaled.isEmpty() && handling.isEmpty()) || Mocks.isMock(bean)) {
            return;
        }
        Object seen = asOthersSeeIt(bean, beanName);
        handlers.ensureUsable(handling, seen, beanName);
        if (!handling.isEmpty()) {
            keepForRecovery(beanName);
        }
        if (!journaled.isEmpty()) {
            String[] journals = journals(journaled.iterator().next());
            if (seen instanceof Advised proxy) {
                JournaledProxy.arrange(proxy);
            }
            JournaledProxy.check(seen, beanClass, journaled);
            for (String journal : journals) {
                beans.registerDependentBean(journal, beanName);
            }
        }
    }

    /** A bean that was made for the first operation to be settled is the newest, and would be the first to be destroyed. */
    private void keepForRecovery(String beanName) {
        for (String recovery : beans.getBeanNamesForType(Recovery.class, true, false)) {
            beans.registerDependentBean(beanName, recovery);
        }
    }

    /** The journals are closed after the beans that write to them, as if they had been injected. */
    private String[] journals(JournaledMethod method) {
        String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Journal.class, true, false);
        if (names.length == 0) {
            throw method.site()
                    .refused(
                            "there is no Journal bean, so that its calls would not be journaled.",
                            "Take journal.enabled=false away, or leave this bean out where there is no journal.");
        }
        return names;
    }

    /** Beans in a circle have each other's proxies before they are finished; this one is then still without. */
    private Object asOthersSeeIt(Object bean, String beanName) {
        if (bean instanceof Advised || !beans.containsBean(beanName) || !beans.isSingleton(beanName)) {
            return bean;
        }
        Object early = beans.getSingleton(beanName);
        // What a factory makes has the factory's name.
        return early == null || early instanceof FactoryBean<?> ? bean : early;
    }
}
