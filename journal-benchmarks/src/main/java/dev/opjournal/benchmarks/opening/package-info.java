/** Openings: how long, and how much heap. */
@NullMarked
package dev.opjournal.benchmarks.opening;

import org.jspecify.annotations.NullMarked;
