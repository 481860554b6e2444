/** A client of the Proxmox VE API that keeps apart what is known of a call that went wrong. */
@NullMarked
package dev.opjournal.sample.proxmox;

import org.jspecify.annotations.NullMarked;
