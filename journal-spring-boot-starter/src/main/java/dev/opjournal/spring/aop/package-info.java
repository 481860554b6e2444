/** What the annotations do: the advice around journaled methods, and the handlers made of annotated ones. */
@NullMarked
package dev.opjournal.spring.aop;

import org.jspecify.annotations.NullMarked;
