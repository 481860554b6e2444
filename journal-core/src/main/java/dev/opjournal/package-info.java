/** The journal of operations: what an application imports to record its effects on the outside world. */
@NullMarked
package dev.opjournal;

import org.jspecify.annotations.NullMarked;
