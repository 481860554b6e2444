/**
 * A simulated Proxmox VE that speaks the part of its API that the sample uses. It stands alone: the JDK's HTTP server,
 * no Spring, nothing of the journal.
 */
@NullMarked
package dev.opjournal.sample.simulator;

import org.jspecify.annotations.NullMarked;
