package dev.opjournal.benchmarks.run;

import java.util.List;

/**
 * What the rounds of one measurement gave.
 *
 * @param phase which part of the run it belongs to, {@code append}
 * @param subject what was measured, {@code rocksdb}
 * @param setting under which conditions, {@code 64v}; empty if there is one only
 * @param metric what was measured of it, with its unit, {@code p99-us}
 * @param rounds one value a round
 */
public record Measurement(String phase, String subject, String setting, String metric, List<Double> rounds) {}
