/** What holds only over time: bytes written per entry, and levels that stay. */
@NullMarked
package dev.opjournal.benchmarks.running;

import org.jspecify.annotations.NullMarked;
