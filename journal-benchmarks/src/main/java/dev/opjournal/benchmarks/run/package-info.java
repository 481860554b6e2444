/** The one command: options, phases, children, results. */
@NullMarked
package dev.opjournal.benchmarks.run;

import org.jspecify.annotations.NullMarked;
