package dev.opjournal.sample.vms;

import dev.opjournal.Journal;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VmConfiguration {
    /** The journal is asked for so that it closes after this. */
    @Bean
    OperationRunner operationRunner(ProxmoxClient proxmox, ProxmoxProperties properties, Journal journal) {
        return new OperationRunner(proxmox, properties);
    }

    @Bean
    VmService vmService(Journal journal, OperationRunner runner, ProxmoxProperties properties) {
        return new VmService(journal, runner, properties.maxOperations());
    }

    @Bean
    VmRecovery vmRecovery(ProxmoxClient proxmox) {
        return new VmRecovery(proxmox);
    }
}
