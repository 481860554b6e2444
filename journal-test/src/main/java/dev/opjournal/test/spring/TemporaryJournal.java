package dev.opjournal.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has the application of a test keep its journal in a temporary directory, whatever its {@code journal.path} says. To be put
 * beside {@code @SpringBootTest}; {@link JournalTest} has it.
 *
 * <pre>{@code
 * @SpringBootTest
 * @TemporaryJournal
 * class ShopTest {
 *     @Autowired
 *     Journal journal;
 * }
 * }</pre>
 *
 * <p>Each context has a directory of its own, which is deleted when the context is closed. Spring keeps contexts open and shares
 * them between test classes of the same configuration: those share the journal too, so let each test use keys and ids of its own,
 * or put {@code @DirtiesContext} on a class that must begin with an empty one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface TemporaryJournal {}
