/** Runs an application again and again, with a crash at each of its durable writes, and checks what it promises. */
@NullMarked
package dev.opjournal.test.crash;

import org.jspecify.annotations.NullMarked;
