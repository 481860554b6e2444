package dev.opjournal.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of what an application does with its journal, and of nothing else of it: the context has the journal, in a {@linkplain
 * TemporaryJournal temporary directory}, with recovery, steps, annotations, listeners and events, and the application's way to
 * write JSON if it has Spring Boot's Jackson. Of the application's components it has those that are {@link
 * dev.opjournal.recovery.RecoveryHandler}, {@link dev.opjournal.JournalListener} or {@link
 * dev.opjournal.spring.FileJournalOptionsCustomizer}, and those with {@link dev.opjournal.spring.RecoveryHandlerFor} methods;
 * add others with {@code @Import} or {@link #includeFilters}: what those need, {@code @Configuration} classes with handlers or
 * steps as {@code @Bean} methods, and mappers of JSON that the application makes itself.
 *
 * <p>For the whole application, put {@link TemporaryJournal} beside {@code @SpringBootTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(JournalTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(JournalTypeExcludeFilter.class)
@TemporaryJournal
@ImportAutoConfiguration
public @interface JournalTest {
    /** Properties of the environment, as {@code name=value}. */
    String[] properties() default {};

    /** Whether only the components named above are found by a scan. */
    boolean useDefaultFilters() default true;

    /** What is found besides. */
    ComponentScan.Filter[] includeFilters() default {};

    /** What is not found. */
    ComponentScan.Filter[] excludeFilters() default {};

    /** Auto-configurations that this test does without. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
