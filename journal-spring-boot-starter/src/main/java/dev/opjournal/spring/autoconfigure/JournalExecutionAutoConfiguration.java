package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.spring.metrics.JournalInterceptor;
import dev.opjournal.spring.metrics.JournalMdc;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;

/** What goes around the work that a {@link Journal} bean runs: the names of the operation in the MDC, and what others add. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ImportRuntimeHints(JournalExecutionAutoConfiguration.ProxyHints.class)
public final class JournalExecutionAutoConfiguration {
    // Static, and with nothing but look-ups, so that it brings no other bean into being before its time.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static JournalProxies journalProxies(
            ConfigurableListableBeanFactory beans, ObjectProvider<JournalInterceptor> interceptors) {
        return new JournalProxies(beans, interceptors);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    JournalMdc journalMdc() {
        return new JournalMdc();
    }

    static final class ProxyHints implements RuntimeHintsRegistrar {
        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(Journal.class));
        }
    }
}
