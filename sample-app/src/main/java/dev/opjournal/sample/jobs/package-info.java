/** Signed jobs: requests that say who sent them, until when they hold, and that run at most once. */
@NullMarked
package dev.opjournal.sample.jobs;

import org.jspecify.annotations.NullMarked;
