package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.JournalListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Adds the {@link JournalListener} beans to the journal that the application uses, before anything can be appended to it.
 *
 * <p>A listener may use the journal, or a bean that uses it, and so can come into being only after it. For each that is not
 * there yet a {@link ListenerRelay} listens; the beans are made with all others, and what happened meanwhile is told then.
 */
final class JournalListenerBeans
        implements BeanPostProcessor, InitializingBean, SmartInitializingSingleton, DisposableBean {
    static final String NAME = "journalListenerBeans";

    private final ConfigurableListableBeanFactory beans;

    /** By bean name: the beans themselves, or their relays. */
    private final Map<String, JournalListener> listeners = new ConcurrentHashMap<>();

    /** The journal of a parent context, which outlives this one; null if there is none, or this context has its own. */
    private volatile @Nullable Journal inherited;

    JournalListenerBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterPropertiesSet() {
        BeanFactory parent = beans.getParentBeanFactory();
        if (parent != null && namesOf(Journal.class).isEmpty()) {
            Journal journal = parent.getBeanProvider(Journal.class).getIfUnique();
            if (journal != null) {
                inherited = journal;
                listenTo(journal);
            }
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Journal journal && isUsed(beanName)) {
            // If the start fails, relays that still wait are dismissed before the close waits for them.
            beans.registerDependentBean(beanName, NAME);
            listenTo(journal);
        }
        return bean;
    }

    private void listenTo(Journal journal) {
        for (String name : namesOf(JournalListener.class)) {
            journal.addListener(listeners.computeIfAbsent(name, this::beanOrRelay));
        }
    }

    private JournalListener beanOrRelay(String name) {
        boolean isThere = !beans.isCurrentlyInCreation(name) && beans.containsSingleton(name);
        return isThere && beans.getSingleton(name) instanceof JournalListener bean ? bean : new ListenerRelay();
    }

    /** Of several journals the one that others get when they ask for one. */
    private boolean isUsed(String name) {
        List<String> all = namesOf(Journal.class);
        if (all.size() <= 1) {
            return true;
        }
        List<String> primary =
                all.stream().filter(is(BeanDefinition::isPrimary)).toList();
        List<String> usual = primary.isEmpty()
                ? all.stream().filter(is(BeanDefinition::isFallback).negate()).toList()
                : primary;
        return usual.equals(List.of(name));
    }

    private Predicate<String> is(Predicate<BeanDefinition> what) {
        return name -> beans.containsBeanDefinition(name) && what.test(beans.getMergedBeanDefinition(name));
    }

    /** Makes nothing: asked before the beans are. A scoped bean is there by its proxy alone. */
    private List<String> namesOf(Class<?> type) {
        return Stream.of(beans.getBeanNamesForType(type, true, false))
                .filter(name -> !ScopedProxyUtils.isScopedTarget(name))
                .toList();
    }

    /** Makes listeners that are lazy too: nobody else would ask for them. */
    @Override
    public void afterSingletonsInstantiated() {
        for (String name : namesOf(JournalListener.class)) {
            JournalListener bean = beans.getBean(name, JournalListener.class);
            if (listeners.computeIfAbsent(name, this::beanOrRelay) instanceof ListenerRelay relay) {
                relay.become(bean);
            }
        }
    }

    @Override
    public void destroy() {
        Journal journal = inherited;
        if (journal != null) {
            listeners.values().forEach(journal::removeListener);
        }
        for (JournalListener listener : listeners.values()) {
            if (listener instanceof ListenerRelay relay) {
                relay.dismiss();
            }
        }
    }
}
