/** What is measured of a journal, and what is said of the operation at work: meters, observations and the MDC. */
@NullMarked
package dev.opjournal.spring.metrics;

import org.jspecify.annotations.NullMarked;
