package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.steps.StepRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Recovery with all {@link RecoveryHandler} beans and the handlers of each {@link StepRunner}, started when the application is
 * ready. A {@link Recovery} bean of the application takes the place of this one and is started in the same way.
 */
@AutoConfiguration(after = JournalAutoConfiguration.class)
@ConditionalOnBooleanProperty(
        name = {"journal.enabled", "journal.recovery.enabled"},
        matchIfMissing = true)
@ConditionalOnBean(Journal.class)
@EnableConfigurationProperties(JournalProperties.class)
public final class JournalRecoveryAutoConfiguration {
    // Never lazy: two handlers for one kind must stop the start.
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    Recovery journalRecovery(Journal journal, ApplicationContext context, JournalProperties properties) {
        return new Recovery(journal, handlers(context), properties.recovery().options());
    }

    @Bean
    @Lazy(false)
    RecoveryAtReady journalRecoveryAtReady(
            Recovery recovery, JournalProperties properties, ApplicationContext context) {
        return new RecoveryAtReady(recovery, properties.recovery().timeout(), context);
    }

    // By bean name, since handlers made of lambdas all have one class and could not be told apart in the message.
    private static List<RecoveryHandler> handlers(ApplicationContext context) {
        Map<String, RecoveryHandler> beans =
                new LinkedHashMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(context, RecoveryHandler.class));
        // A scoped handler is there twice, and is to be asked through its proxy.
        List.copyOf(beans.keySet()).forEach(bean -> beans.remove(ScopedProxyUtils.getTargetBeanName(bean)));
        Map<String, String> beanOfKind = new HashMap<>();
        List<RecoveryHandler> handlers = new ArrayList<>();
        beans.forEach((bean, handler) -> add(handlers, beanOfKind, handler, bean));
        BeanFactoryUtils.beansOfTypeIncludingAncestors(context, StepRunner.class)
                .forEach((bean, runner) -> runner.handlers()
                        .forEach(handler -> add(handlers, beanOfKind, handler, bean + " (which runs steps)")));
        return handlers;
    }

    private static void add(
            List<RecoveryHandler> handlers, Map<String, String> beanOfKind, RecoveryHandler handler, String bean) {
        String other = beanOfKind.putIfAbsent(handler.kind(), bean);
        if (other != null) {
            throw JournalSetUpException.twoHandlers(handler.kind(), other, bean);
        }
        handlers.add(handler);
    }
}
