package dev.opjournal.spring;

import dev.opjournal.file.FileJournalOptions;

/**
 * Has the last word on the options of the journal that the starter opens, behind the properties and the application's clock
 * and mapper. Several are asked in their order ({@link org.springframework.core.annotation.Order}), each with what the one
 * before it answered. A {@code Journal} bean of the application is opened by the application, and no customizer is asked.
 *
 * <pre>{@code
 * @Bean
 * FileJournalOptionsCustomizer smallJournal() {
 *     return options -> options.withCompactAtBytes(1 << 20);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface FileJournalOptionsCustomizer {
    /**
     * Answers the options to open the journal with: those given, or others made of them.
     *
     * @throws IllegalArgumentException by the options themselves, if a value is out of bounds; it stops the start
     */
    FileJournalOptions customize(FileJournalOptions options);
}
