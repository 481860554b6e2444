/** Appends: how many, how fast, and whether each was synced. */
@NullMarked
package dev.opjournal.benchmarks.append;

import org.jspecify.annotations.NullMarked;
