package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.spring.Journaled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Applications, and libraries that they use, may have a second maker of proxies, which goes around what the first made. */
class SecondProxyTest extends WithFile {
    @Test
    void aCallThatPassesTwoProxiesIsOneOperationAroundBoth() {
        AnnotatedApplication.with(file, AllAdvisorsTwice.class).run(context -> {
            context.getBean(Starts.class).start("101");

            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
            assertThat(context.getBean(Witness.class).seen)
                    .as("what the file held when the advice of the second proxy was through")
                    .containsExactly("[started]");
        });
    }

    @Test
    void twoProxiesByInterfacesThatBothJournalAreRefused() {
        AnnotatedApplication.with(file, AllAdvisorsTwiceByInterface.class)
                .withPropertyValues("spring.aop.proxy-target-class=false")
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("StartsByContract.start(String)")
                        .hasMessageContaining("two proxies"));
    }

    @Test
    void adviceOutsideThatCouldFailBehindASuccessIsRefused() {
        AnnotatedApplication.with(file, OtherAdviceAround.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("Starts.start(String)")
                        .hasMessageContaining("a second proxy has " + Witness.class.getName() + " outside"));
    }

    static class Starts {
        @Journaled(kind = "vm.start", target = "#vmid", idempotencyKey = "#vmid")
        public void start(String vmid) {}
    }

    interface Contract {
        @Journaled(kind = "vm.start", target = "#vmid", idempotencyKey = "#vmid")
        void start(String vmid);
    }

    static class StartsByContract implements Contract {
        @Override
        public void start(String vmid) {}
    }

    /** Advice that notes how far the file is when it is through with a call. */
    static class Witness implements MethodInterceptor {
        final List<String> seen = new ArrayList<>();
        private final Path journal;

        Witness(@Value("${journal.path}") Path journal) {
            this.journal = journal;
        }

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            Object result = invocation.proceed();
            seen.add(Entries.states(journal).toString());
            return result;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Witness.class, Starts.class})
    static class AllAdvisorsTwice {
        @Bean
        static DefaultAdvisorAutoProxyCreator second() {
            DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
            creator.setProxyTargetClass(true);
            return creator;
        }

        @Bean
        NameMatchMethodPointcutAdvisor around(Witness witness) {
            NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(witness);
            advisor.setMappedName("start");
            advisor.setClassFilter(Starts.class::isAssignableFrom);
            return advisor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(StartsByContract.class)
    static class AllAdvisorsTwiceByInterface {
        @Bean
        static DefaultAdvisorAutoProxyCreator second() {
            return new DefaultAdvisorAutoProxyCreator();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherAdviceAround {
        @Bean
        static BeanNameAutoProxyCreator second() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setBeanNames("starts");
            creator.setInterceptorNames("witness");
            creator.setProxyTargetClass(true);
            return creator;
        }

        @Bean
        Witness witness(@Value("${journal.path}") Path journal) {
            return new Witness(journal);
        }

        @Bean
        Starts starts() {
            return new Starts();
        }
    }
}
