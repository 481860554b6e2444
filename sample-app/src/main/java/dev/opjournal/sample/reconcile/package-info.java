/** A loop that keeps VMs as the configuration wishes them, through operations without keys. */
@NullMarked
package dev.opjournal.sample.reconcile;

import org.jspecify.annotations.NullMarked;
