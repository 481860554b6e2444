/** Settling of interrupted operations. An ordinary user of the journal: it imports {@code dev.opjournal} alone. */
@NullMarked
package dev.opjournal.recovery;

import org.jspecify.annotations.NullMarked;
