/** What an application imports to have its methods journaled. */
@NullMarked
package dev.opjournal.spring;

import org.jspecify.annotations.NullMarked;
