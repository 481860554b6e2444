/** The command line: looks at a journal's file and salvages a damaged one. All I/O on files is the core's. */
@NullMarked
package dev.opjournal.cli;

import org.jspecify.annotations.NullMarked;
