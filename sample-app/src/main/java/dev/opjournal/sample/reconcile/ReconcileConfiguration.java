package dev.opjournal.sample.reconcile;

import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxProperties;
import dev.opjournal.sample.vms.VmService;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReconcileConfiguration {
    @Bean
    Reconciler reconciler(VmService service, ProxmoxClient proxmox, ReconcileProperties properties) {
        return new Reconciler(service, proxmox, properties, Clock.systemUTC());
    }

    /** Closes before what it uses: rounds end first, then what they began, then the journal. */
    @Bean
    ReconcileLoop reconcileLoop(Reconciler reconciler, ReconcileProperties properties, ProxmoxProperties proxmox) {
        return new ReconcileLoop(reconciler, properties, proxmox);
    }
}
