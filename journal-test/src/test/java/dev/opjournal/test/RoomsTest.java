package dev.opjournal.test;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The rooms of this module, and which may know which. */
class RoomsTest {
    private static final String ASSERTIONS = "dev.opjournal.test.assertions..";
    private static final String CRASH = "dev.opjournal.test.crash..";
    private static final String DISK = "dev.opjournal.test";
    private static final String SPRING = "dev.opjournal.test.spring..";

    private static final JavaClasses MODULE =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("dev.opjournal.test");

    @Test
    void theRoomsAreThere() {
        assertThat(MODULE.containPackage("dev.opjournal.test")).isTrue();
        assertThat(MODULE.containPackage("dev.opjournal.test.assertions")).isTrue();
        assertThat(MODULE.containPackage("dev.opjournal.test.crash")).isTrue();
        assertThat(MODULE.containPackage("dev.opjournal.test.spring")).isTrue();
    }

    /** So that a test without Spring needs none. */
    @Test
    void onlyItsRoomKnowsSpringAndTheStarter() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "dev.opjournal.spring..", SPRING)
                .check(MODULE);
    }

    @Test
    void onlyAssertionsKnowAssertJ() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ASSERTIONS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.assertj..")
                .check(MODULE);
    }

    @Test
    void onlyTheRoomOfSpringKnowsJUnit() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(MODULE);
    }

    @Test
    void theDiskKnowsNoOtherRoom() {
        noClasses()
                .that()
                .resideInAPackage(DISK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ASSERTIONS, CRASH, SPRING)
                .check(MODULE);
    }

    @Test
    void assertionsKnowTheJournalAlone() {
        classes()
                .that()
                .resideInAPackage(ASSERTIONS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ASSERTIONS, "dev.opjournal", "org.assertj..", "tools.jackson..", "java..", "org.jspecify..")
                .check(MODULE);
    }

    /** What a crash test does to files it does to the disk in memory. */
    @Test
    void aCrashTestTouchesNoFile() {
        noClasses()
                .that()
                .resideInAPackage(CRASH)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .check(MODULE);
    }

    @Test
    void noTwoRoomsNeedEachOther() {
        slices().matching("dev.opjournal.test.(*)..").should().beFreeOfCycles().check(MODULE);
    }
}
