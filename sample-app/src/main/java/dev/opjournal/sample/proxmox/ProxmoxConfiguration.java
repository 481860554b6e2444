package dev.opjournal.sample.proxmox;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

@Configuration(proxyBeanMethods = false)
class ProxmoxConfiguration {
    @Bean
    ProxmoxServer proxmoxServer(ProxmoxProperties properties) {
        return new ProxmoxServer(properties);
    }

    @Bean
    ProxmoxClient proxmoxClient(RestClient.Builder http, ProxmoxServer server, ProxmoxProperties properties) {
        return new ProxmoxClient(http, server.url(), properties);
    }
}
