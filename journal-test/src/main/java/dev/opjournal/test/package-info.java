/** Tests of applications that use the journal. */
@NullMarked
package dev.opjournal.test;

import org.jspecify.annotations.NullMarked;
