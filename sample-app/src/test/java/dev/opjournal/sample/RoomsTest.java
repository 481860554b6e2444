package dev.opjournal.sample;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class RoomsTest {
    private static final String JOURNAL = "dev.opjournal";
    private static final String SIMULATOR = "dev.opjournal.sample.simulator..";
    private static final String PROXMOX = "dev.opjournal.sample.proxmox..";
    private static final String VMS = "dev.opjournal.sample.vms..";

    private static final String RECONCILE = "dev.opjournal.sample.reconcile..";

    private final JavaClasses sample =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("dev.opjournal.sample");

    @Test
    void theSimulatorKnowsNothingOfSpringTheJournalOrItsCallers() {
        noOther(SIMULATOR, "org.springframework..", JOURNAL, "dev.opjournal.recovery..", PROXMOX, VMS);
    }

    @Test
    void theClientKnowsNothingOfTheJournal() {
        noOther(PROXMOX, JOURNAL, "dev.opjournal.recovery..", "dev.opjournal.spring..", VMS);
    }

    @Test
    void theServiceKnowsNothingOfTheSimulatorAndOfNoFile() {
        noOther(VMS, SIMULATOR, "dev.opjournal.file..", "java.nio.file..");
    }

    @Test
    void theLoopUsesTheServiceAndIsUsedByNobody() {
        noOther(RECONCILE, SIMULATOR, "dev.opjournal.file..", "dev.opjournal.recovery..", "java.nio.file..");
        noOther(VMS, RECONCILE);
        noOther(PROXMOX, RECONCILE);
        noOther(SIMULATOR, RECONCILE);
    }

    private void noOther(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(sample);
    }
}
