package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/** Every listener bean hears of all that is appended, whatever journal the application uses and however beans are made. */
class JournalListenerAutoConfigurationTest {
    @TempDir
    Path directory;

    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        runner = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JournalAutoConfiguration.class, JournalListenerAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    private FileJournal other() {
        return FileJournal.open(directory.resolve("other.journal"));
    }

    private static void append(Journal journal, String opId) {
        journal.append(
                List.of(JournalEntry.of(opId, "vm.start", OpState.STARTED).build()));
    }

    @Test
    void aListenerHearsFromTheFirstEntryOn() {
        runner.withUserConfiguration(AppendsAtOnce.class, Listens.class).run(context -> {
            append(context.getBean(Journal.class), "second");

            context.getBean(Hears.class).eventually("first", "second");
        });
    }

    @Test
    void aListenerThatUsesWhatUsesTheJournalHearsFromTheFirstEntryOn() {
        runner.withUserConfiguration(AppendsAtOnce.class, ListensToItsUser.class)
                .run(context -> {
                    append(context.getBean(Journal.class), "second");

                    context.getBean(Hears.class).eventually("first", "second");
                });
    }

    @Test
    void eachOfSeveralListenersHearsAll() {
        runner.withBean("one", Hears.class).withBean("other", Hears.class).run(context -> {
            append(context.getBean(Journal.class), "op");

            context.getBean("one", Hears.class).eventually("op");
            context.getBean("other", Hears.class).eventually("op");
        });
    }

    @Test
    void aScopedListenerHearsOnce() {
        runner.withUserConfiguration(ScopedListener.class).run(context -> {
            append(context.getBean(Journal.class), "op");
            context.getBean(Journal.class).close();

            assertThat(context.getBean(ScopedListener.class).heard).containsExactly("op");
        });
    }

    @Test
    void lazyListenersHearToo() {
        runner.withBean(LazyInitializationBeanFactoryPostProcessor.class)
                .withUserConfiguration(AppendsAtOnce.class, ListensToItsUser.class)
                .run(context -> {
                    append(context.getBean(Journal.class), "last");
                    assertThat(context.getBean(AppendsAtOnce.User.class)).isNotNull();

                    context.getBean(Hears.class).eventually("first", "last");
                });
    }

    @Test
    void theApplicationsOwnJournalIsHeardToo() {
        runner.withBean(Journal.class, this::other)
                .withUserConfiguration(AppendsAtOnce.class, Listens.class)
                .run(context -> context.getBean(Hears.class).eventually("first"));
    }

    @Test
    void aLazyJournalIsHeardFromItsFirstEntryOn() {
        runner.withBean(Journal.class, this::other, definition -> definition.setLazyInit(true))
                .withUserConfiguration(Listens.class)
                .run(context -> {
                    append(context.getBean(Journal.class), "late");

                    context.getBean(Hears.class).eventually("late");
                });
    }

    @Test
    void aListenerThatTheApplicationAddsToItsOwnJournalHearsOnce() {
        Hears listener = new Hears();
        Supplier<Journal> withListener = () -> {
            Journal journal = other();
            journal.addListener(listener);
            return journal;
        };
        runner.withBean(Hears.class, () -> listener)
                .withBean(Journal.class, withListener)
                .withUserConfiguration(AppendsAtOnce.class)
                .run(context -> {
                    append(context.getBean(Journal.class), "second");

                    context.getBean(Hears.class).eventually("first", "second");
                });
    }

    @Test
    void ofTwoJournalsThePrimaryOneIsHeard() {
        Path archive = directory.resolve("archive.journal");
        runner.withBean("archive", Journal.class, () -> FileJournal.open(archive))
                .withBean("current", Journal.class, this::other, definition -> definition.setPrimary(true))
                .withUserConfiguration(Listens.class)
                .run(context -> {
                    append(context.getBean("archive", Journal.class), "not heard");
                    append(context.getBean(Journal.class), "heard");

                    context.getBean("archive", Journal.class).close();
                    context.getBean(Hears.class).eventually("heard");
                });
    }

    @Test
    void aChildContextHearsOfItsParentsJournalUntilItIsClosed() {
        runner.run(parent -> {
            Hears[] heard = new Hears[1];
            Journal journal = parent.getBean(Journal.class);
            runner.withParent(parent).withUserConfiguration(Listens.class).run(child -> {
                assertThat(child.getBean(Journal.class)).isSameAs(journal);
                append(journal, "during");
                heard[0] = child.getBean(Hears.class);
                heard[0].eventually("during");
            });
            append(journal, "after");
            journal.close();

            assertThat(heard[0].opIds).containsExactly("during");
        });
    }

    @Test
    void theCloseHandsOnWhatListenersHaveNotHeardYet() {
        Hears[] heard = new Hears[1];
        runner.withUserConfiguration(Listens.class).run(context -> {
            heard[0] = context.getBean(Hears.class);
            append(context.getBean(Journal.class), "last");
        });

        assertThat(heard[0].opIds).containsExactly("last");
    }

    @Test
    void aStartThatFailsLeavesNoListenerBehind() {
        runner.withUserConfiguration(AppendsAtOnce.class, ListensToItsUser.class, Fails.class)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessage("this application cannot start"));

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("opjournal-listener-ListenerRelay")));
        runner.run(again -> assertThat(again.getBean(Journal.class).interrupted())
                .extracting(JournalEntry::opId)
                .containsExactly("first"));
    }

    @Test
    void nothingListensWhenTheJournalIsDisabled() {
        runner.withPropertyValues("journal.enabled=false")
                .withUserConfiguration(Listens.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalListenerBeans.class));
    }

    @Test
    void withoutAnyJournalListenersAreBeansAsOthers() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JournalListenerAutoConfiguration.class))
                .withUserConfiguration(Listens.class)
                .run(context -> assertThat(context).hasSingleBean(Hears.class));
    }

    @Test
    void aRelayHandsOnWhateverAListenerCanBeTold() {
        List<String> told = Stream.of(JournalListener.class.getMethods())
                .map(Method::getName)
                .toList();

        assertThat(ListenerRelay.class.getDeclaredMethods())
                .extracting(Method::getName)
                .containsAll(told);
    }

    static class Hears implements JournalListener {
        final Queue<String> opIds = new ConcurrentLinkedQueue<>();

        @Override
        public void entryDurable(JournalEntry entry) {
            opIds.add(entry.opId());
        }

        void eventually(String... expected) {
            await().untilAsserted(() -> assertThat(opIds).containsExactly(expected));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listens {
        @Bean
        Hears listener() {
            return new Hears();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ScopedListener {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Bean
        @Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
        JournalListener listener() {
            return entry -> heard.add(entry.opId());
        }
    }

    /** The user of the journal is made first, and the listener needs it. */
    @Configuration(proxyBeanMethods = false)
    static class ListensToItsUser {
        @Bean
        Hears listener(AppendsAtOnce.User user, Journal journal) {
            assertThat(user.journal()).isSameAs(journal);
            return new Hears();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AppendsAtOnce {
        @Bean
        User user(Journal journal) {
            append(journal, "first");
            return new User(journal);
        }

        record User(Journal journal) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Fails {
        @Bean
        Object fails() {
            throw new IllegalStateException("this application cannot start");
        }
    }
}
