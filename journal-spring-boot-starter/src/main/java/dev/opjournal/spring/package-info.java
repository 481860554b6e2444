/** What an application imports: the events that tell of recovery. */
@NullMarked
package dev.opjournal.spring;

import org.jspecify.annotations.NullMarked;
