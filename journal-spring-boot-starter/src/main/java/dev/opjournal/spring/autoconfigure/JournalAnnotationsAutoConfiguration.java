package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.spring.aop.AnnotatedHandlers;
import dev.opjournal.spring.aop.JournaledAdvisor;
import dev.opjournal.spring.aop.JournaledBeans;
import dev.opjournal.spring.aop.JournaledMethods;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.function.SingletonSupplier;

/**
 * What makes {@link dev.opjournal.spring.Journaled} and {@link dev.opjournal.spring.RecoveryHandlerFor} do what they say. It is
 * there without a journal too, with {@code journal.enabled=false}: an annotated bean is then refused, since not journaling it
 * in silence would let its calls through.
 */
@AutoConfiguration(
        after = {AopAutoConfiguration.class, JournalAutoConfiguration.class},
        before = JournalRecoveryAutoConfiguration.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class JournalAnnotationsAutoConfiguration {
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static JournaledMethods journaledMethods() {
        return new JournaledMethods();
    }

    // The journal is asked for at the first call: it must not be opened as early as advice is made.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static JournaledAdvisor journaledAdvisor(JournaledMethods methods, ObjectProvider<Journal> journal) {
        return new JournaledAdvisor(methods, SingletonSupplier.of(journal::getObject)::obtain);
    }

    // And at the latest when all beans are there. Where there is none, nothing is journaled either.
    @Bean
    @Lazy(false)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static SmartInitializingSingleton journalOfJournaledMethods(
            JournaledAdvisor advisor, ObjectProvider<Journal> journal) {
        return () -> journal.ifUnique(open -> advisor.askForJournal());
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static JournaledBeans journaledBeans(ConfigurableListableBeanFactory beans, JournaledMethods methods) {
        return new JournaledBeans(beans, methods);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static AnnotatedHandlers annotatedRecoveryHandlers() {
        return new AnnotatedHandlers();
    }

    /** Spring Boot makes no proxies of interfaces unless AspectJ is there; the advice needs them as much. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "spring.aop.auto", matchIfMissing = true)
    @Import(AutoProxies.class)
    static class AutoProxied {}

    static class AutoProxies implements ImportBeanDefinitionRegistrar {
        @Override
        public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry beans) {
            AopConfigUtils.registerAutoProxyCreatorIfNecessary(beans);
        }
    }
}
