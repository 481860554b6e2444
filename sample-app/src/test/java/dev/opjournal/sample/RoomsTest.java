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
    private static final String JOBS = "dev.opjournal.sample.jobs..";
    private static final String PROVISION = "dev.opjournal.sample.provision..";

    private static final String RECONCILE = "dev.opjournal.sample.reconcile..";

    private final JavaClasses sample =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("dev.opjournal.sample");

    @Test
    void theSimulatorKnowsNothingOfSpringTheJournalOrItsCallers() {
        noOther(SIMULATOR, "org.springframework..", JOURNAL, "dev.opjournal.recovery..", PROXMOX, VMS, JOBS);
    }

    @Test
    void theClientKnowsNothingOfTheJournal() {
        noOther(PROXMOX, JOURNAL, "dev.opjournal.recovery..", "dev.opjournal.spring..", VMS, JOBS);
    }

    @Test
    void theServiceKnowsNothingOfTheSimulatorAndOfNoFile() {
        noOther(VMS, SIMULATOR, JOBS, "dev.opjournal.file..", "java.nio.file..");
    }

    @Test
    void jobsKnowNothingOfProxmoxAndOfNoFile() {
        noOther(JOBS, SIMULATOR, PROXMOX, "java.nio.file..");
    }

    @Test
    void provisionUsesClientAndServiceAndIsUsedByNeither() {
        noOther(PROVISION, SIMULATOR, "dev.opjournal.file..", "java.nio.file..");
        noOther(VMS, PROVISION);
        noOther(PROXMOX, PROVISION);
        noOther(SIMULATOR, PROVISION, "dev.opjournal.steps..");
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
