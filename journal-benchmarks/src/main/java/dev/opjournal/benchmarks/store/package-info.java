/** What is measured: the journal, the reference, and the peers, each behind the same small interface. */
@NullMarked
package dev.opjournal.benchmarks.store;

import org.jspecify.annotations.NullMarked;
