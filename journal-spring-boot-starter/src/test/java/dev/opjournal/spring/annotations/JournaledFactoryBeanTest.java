package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.spring.Journaled;
import dev.opjournal.spring.RecoveryHandlerFor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a {@link FactoryBean} makes is a bean as others are. */
class JournaledFactoryBeanTest extends WithFile {
    @Test
    void whatAFactoryMakesIsJournaled() {
        AnnotatedApplication.with(file, StartsFactory.class).run(context -> {
            context.getBean(Starts.class).start("101");

            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
        });
    }

    @Test
    void whatAFactoryHasMadeTooEarlyIsRefused() {
        AnnotatedApplication.with(file, TooEarly.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("Starts.start(String)")
                        .hasMessageContaining("no proxy"));
    }

    @Test
    void whatAFactoryMakesMayHaveHandlers() {
        AnnotatedApplication.with(file, HandlerFactory.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Handler.class)).isNotNull();
        });
    }

    static class Starts {
        @Journaled(kind = "vm.start", target = "#vmid", idempotencyKey = "#vmid")
        public void start(String vmid) {}
    }

    static class StartsFactory implements FactoryBean<Starts> {
        @Override
        public Starts getObject() {
            return new Starts();
        }

        @Override
        public Class<?> getObjectType() {
            return Starts.class;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TooEarly {
        @Bean
        static JournaledProxyTest.FirstOfAll needsStarts(Starts starts) {
            return new JournaledProxyTest.FirstOfAll();
        }

        @Bean
        static StartsFactory starts() {
            return new StartsFactory();
        }
    }

    static class Handler {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class HandlerFactory implements FactoryBean<Handler> {
        @Override
        public Handler getObject() {
            return new Handler();
        }

        @Override
        public Class<?> getObjectType() {
            return Handler.class;
        }
    }
}
