package dev.opjournal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the core, and which may know which. */
class RoomsTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.opjournal");

    /** All that can touch a file. A {@link java.nio.file.Path} is only a name. */
    private static final DescribedPredicate<JavaClass> FILE_INPUT_AND_OUTPUT = type(java.io.File.class)
            .or(type(java.io.FileDescriptor.class))
            .or(type(java.io.FileInputStream.class))
            .or(type(java.io.FileOutputStream.class))
            .or(type(java.io.FileReader.class))
            .or(type(java.io.FileWriter.class))
            .or(type(java.io.RandomAccessFile.class))
            .or(type(java.nio.file.Files.class))
            .or(type(java.nio.file.FileSystem.class))
            .or(type(java.nio.file.FileSystems.class))
            .or(resideInAnyPackage("java.nio.channels..", "java.nio.file.spi.."))
            .as("do I/O on files");

    @Test
    void theRoomsAreThere() {
        assertThat(CORE.containPackage("dev.opjournal")).isTrue();
        assertThat(CORE.containPackage("dev.opjournal.file")).isTrue();
        assertThat(CORE.containPackage("dev.opjournal.recovery")).isTrue();
        assertThat(CORE.containPackage("dev.opjournal.steps")).isTrue();
    }

    @Test
    void whatUsersImportKnowsNoOtherRoom() {
        noClasses()
                .that()
                .resideInAPackage("dev.opjournal")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.opjournal.*.."))
                .check(CORE);
    }

    @Test
    void recoveryIsAnOrdinaryUserOfTheJournal() {
        knowsOnlyTheJournal("dev.opjournal.recovery");
    }

    /** What recovery decides of a step is what it decides of any operation, and results are JSON. */
    @Test
    void stepsAreAnOrdinaryUserOfTheJournalAndOfRecovery() {
        knowsOnlyTheJournal("dev.opjournal.steps", "dev.opjournal.recovery", "tools.jackson..");
    }

    private static void knowsOnlyTheJournal(String room, String... others) {
        classes()
                .that()
                .resideInAPackage(room + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(room + "..", "dev.opjournal", "java..", "org.slf4j..", "org.jspecify..")
                                .or(resideInAnyPackage(others)))
                .check(CORE);
    }

    /** So that a disk that loses, fails or fills shows what becomes of everything that a journal does. */
    @Test
    void onlyTheLocalDiskTouchesFiles() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Local")
                .should()
                .dependOnClassesThat(FILE_INPUT_AND_OUTPUT)
                .check(CORE);
    }

    @Test
    void theCoreKnowsNeitherSpringNorMicrometer() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer.."))
                .check(CORE);
    }

    @Test
    void noTwoRoomsNeedEachOther() {
        slices().matching("dev.opjournal.(*)..").should().beFreeOfCycles().check(CORE);
    }
}
