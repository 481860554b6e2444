/** What an operator sees of a journal: its health and its endpoint. */
@NullMarked
package dev.opjournal.spring.actuate;

import org.jspecify.annotations.NullMarked;
