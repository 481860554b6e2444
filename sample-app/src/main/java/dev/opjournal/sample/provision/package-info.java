/** Provisions and restores virtual machines: operations of several steps that finish or undo themselves over any crash. */
@NullMarked
package dev.opjournal.sample.provision;

import org.jspecify.annotations.NullMarked;
