/** What applications on the starter import. */
@NullMarked
package dev.opjournal.spring;

import org.jspecify.annotations.NullMarked;
