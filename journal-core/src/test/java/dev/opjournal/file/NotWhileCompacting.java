package dev.opjournal.file;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** On tests that look at the bytes of the file, or hold single writes, which compactions beside them change. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(named = Journals.COMPACTING_PROPERTY, matches = "true")
@interface NotWhileCompacting {}
