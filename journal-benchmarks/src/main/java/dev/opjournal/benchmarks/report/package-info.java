/** From results to documentation. */
@NullMarked
package dev.opjournal.benchmarks.report;

import org.jspecify.annotations.NullMarked;
