package dev.opjournal.spring;

import dev.opjournal.recovery.RecoveryReport;

/**
 * The first pass of recovery is over: each operation that was interrupted when the application started was asked about
 * once, or waits behind another on its target. Published once, also if nothing was interrupted; not at all if recovery
 * stops before.
 *
 * <p>Listeners are called in a thread of their own, so that a slow one holds nobody up. The application may take traffic
 * before they hear of it.
 *
 * @param report what recovery had come to
 */
public record JournalRecoveryCompletedEvent(RecoveryReport report) {}
