/** The beans that an application gets from its properties: journal, recovery, health and endpoint. */
@NullMarked
package dev.opjournal.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
