package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.spring.metrics.JournalInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Puts each {@link Journal} bean, ours or the application's, behind a proxy that goes around what runs somebody's work.
 *
 * <p>Why a proxy by interfaces, and not a class that delegates: what is added to {@code Journal}, or what a journal of the
 * application's own has besides, passes through by itself, also default methods. A proxy by class is no way out, since a {@code FileJournal} is final. So a
 * bean that is declared by a class, and may be injected by it, stays as it is.
 */
final class JournalProxies implements BeanPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(JournalProxies.class);

    private final ConfigurableListableBeanFactory beans;
    private final ObjectProvider<JournalInterceptor> interceptors;

    JournalProxies(ConfigurableListableBeanFactory beans, ObjectProvider<JournalInterceptor> interceptors) {
        this.beans = beans;
        this.interceptors = interceptors;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof Journal) || !beans.containsBeanDefinition(beanName)) {
            return bean;
        }
        Class<?> declared =
                beans.getMergedBeanDefinition(beanName).getResolvableType().toClass();
        if (!declared.isInterface()) {
            log.info(
                    "The journal {} is declared as {}, a class: its operations are neither observed nor named in the"
                            + " MDC. Declare the bean as dev.opjournal.Journal if they shall be",
                    beanName,
                    declared.getName());
            return bean;
        }
        return proxy(bean);
    }

    private Object proxy(Object journal) {
        ProxyFactory factory = new ProxyFactory(journal);
        interceptors.orderedStream().forEach(interceptor -> factory.addAdvisor(aroundWork(interceptor)));
        return factory.getProxy(beans.getBeanClassLoader());
    }

    private static NameMatchMethodPointcutAdvisor aroundWork(JournalInterceptor interceptor) {
        NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(interceptor);
        advisor.setMappedNames("execute", "executeAsync", "takeOver");
        return advisor;
    }
}
