/** The REST service on virtual machines: each request is a journaled operation. */
@NullMarked
package dev.opjournal.sample.vms;

import org.jspecify.annotations.NullMarked;
