/** The journal in one local file. This room alone does I/O on files. */
@NullMarked
package dev.opjournal.file;

import org.jspecify.annotations.NullMarked;
