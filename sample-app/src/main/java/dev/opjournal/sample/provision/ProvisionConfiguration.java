package dev.opjournal.sample.provision;

import dev.opjournal.Journal;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxProperties;
import dev.opjournal.sample.vms.VmService;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProvisionConfiguration {
    @Bean
    StepTasks stepTasks(ProxmoxClient proxmox, ProxmoxProperties properties) {
        return new StepTasks(proxmox, properties.pollInterval(), properties.patience());
    }

    @Bean
    Steps provisionDefinition(
            ProxmoxClient proxmox, StepTasks tasks, ProxmoxProperties cluster, ProvisionProperties properties) {
        return new ProvisionSteps(proxmox, tasks).definition(properties, cluster.pollInterval());
    }

    @Bean
    Steps restoreDefinition(
            ProxmoxClient proxmox, StepTasks tasks, ProxmoxProperties cluster, ProvisionProperties properties) {
        return new RestoreSteps(proxmox, tasks).definition(properties, cluster.pollInterval());
    }

    /** The journal is asked for so that it closes after this. */
    @Bean
    StepPool stepPool(StepRunner runner, ProvisionProperties properties, ProxmoxProperties cluster, Journal journal) {
        return new StepPool(
                runner,
                properties.workers(),
                cluster.maxOperations(),
                cluster.connectTimeout().plus(cluster.readTimeout()));
    }

    @Bean
    ProvisionService provisionService(VmService vms, StepPool pool, ProxmoxClient proxmox, Journal journal) {
        return new ProvisionService(vms, pool, proxmox, journal);
    }
}
