/** Measures the journal against what else a user could embed. */
@NullMarked
package dev.opjournal.benchmarks;

import org.jspecify.annotations.NullMarked;
