package dev.opjournal.sample.jobs;

import dev.opjournal.Journal;
import dev.opjournal.sample.vms.VmService;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class JobConfiguration implements WebMvcConfigurer {
    @Bean
    JobService jobService(JobProperties properties, VmService vms, Journal journal, ObjectProvider<Clock> clocks) {
        return new JobService(properties, vms, journal, clocks.getIfUnique(Clock::systemUTC));
    }

    /** Asked last, when what it looks at is as it will be. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    KeyRetention keyRetention(JobProperties properties) {
        return new KeyRetention(properties);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KeysOfJobs());
    }
}
