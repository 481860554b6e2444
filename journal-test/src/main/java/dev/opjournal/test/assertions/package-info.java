/** AssertJ assertions of what is in a journal. */
@NullMarked
package dev.opjournal.test.assertions;

import org.jspecify.annotations.NullMarked;
