package dev.opjournal.spring;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

class RoomsTest {
    private static final String ACTUATE = "dev.opjournal.spring.actuate..";
    private static final String ANNOTATIONS = "dev.opjournal.spring";
    private static final String AOP = "dev.opjournal.spring.aop..";
    private static final String AUTOCONFIGURE = "dev.opjournal.spring.autoconfigure..";

    private final JavaClasses starter =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("dev.opjournal.spring");

    @Test
    void actuateDoesNotImportAutoconfigure() {
        noClasses()
                .that()
                .resideInAPackage(ACTUATE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AUTOCONFIGURE)
                .check(starter);
    }

    @Test
    void actuateKnowsTheJournalButNotItsFile() {
        noClasses()
                .that()
                .resideInAPackage(ACTUATE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.opjournal.file..")
                .check(starter);
    }

    @Test
    void onlyTheRoomOfMetricsAndItsAutoConfigurationsKnowMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.opjournal.spring.metrics..", AUTOCONFIGURE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(starter);
    }

    @Test
    void theAdviceKnowsNeitherTheFileNorTheOtherRooms() {
        noClasses()
                .that()
                .resideInAPackage(AOP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AUTOCONFIGURE, ACTUATE, "dev.opjournal.spring.metrics..", "dev.opjournal.file..")
                .check(starter);
    }

    @Test
    void whatApplicationsImportKnowsNoOtherRoom() {
        noClasses()
                .that()
                .resideInAPackage(ANNOTATIONS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AUTOCONFIGURE, ACTUATE, "dev.opjournal.spring.metrics..")
                .check(starter);
    }

    @Test
    void metricsImportNeitherAutoConfigurationNorFile() {
        noClasses()
                .that()
                .resideInAPackage("dev.opjournal.spring.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AUTOCONFIGURE, "dev.opjournal.file..")
                .check(starter);
    }

    @Test
    void annotationsKnowNothingOfTheAdvice() {
        noClasses()
                .that()
                .resideInAPackage(ANNOTATIONS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AOP)
                .check(starter);
    }

    @Test
    void theAdviceNeedsNoAspectJ() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.aspectj..")
                .check(starter);
    }

    @Test
    void onlyTheFileRoomDoesInputAndOutput() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.channels..")
                .check(starter);
    }

    @Test
    void onlyAutoConfigurationsArePublicInAutoconfigure() {
        classes()
                .that()
                .resideInAPackage(AUTOCONFIGURE)
                .and()
                .arePublic()
                .should()
                .beAnnotatedWith(AutoConfiguration.class)
                .check(starter);
    }

    @Test
    void packagesDoNotImportEachOtherInACircle() {
        slices().matching("dev.opjournal.spring.(*)..")
                .should()
                .beFreeOfCycles()
                .check(starter);
    }
}
