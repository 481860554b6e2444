package dev.opjournal.test.crash;

/**
 * What a {@link CrashTest} has run.
 *
 * @param schedules how many schedules, the one without a crash included
 * @param distinct how many of them went different ways, by what was written and done in each life
 * @param writes how many durable writes the application makes when nothing crashes
 * @param effects how many effects it has then, of those that are marked
 */
public record CrashReport(int schedules, int distinct, int writes, int effects) {}
