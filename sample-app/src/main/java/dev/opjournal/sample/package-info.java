/** A Proxmox VE controller whose calls are journaled. */
@NullMarked
package dev.opjournal.sample;

import org.jspecify.annotations.NullMarked;
