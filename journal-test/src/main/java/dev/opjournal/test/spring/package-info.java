/** Tests of Spring applications that use the journal. */
@NullMarked
package dev.opjournal.test.spring;

import org.jspecify.annotations.NullMarked;
