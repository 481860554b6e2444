/** Operations of several steps, each of which is journaled, that finish or undo themselves over any crash. */
@NullMarked
package dev.opjournal.steps;

import org.jspecify.annotations.NullMarked;
