package dev.opjournal.test.spring;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Reads the properties of {@link JournalTest}. */
class JournalTestContextBootstrapper extends TestSliceTestContextBootstrapper<JournalTest> {}
