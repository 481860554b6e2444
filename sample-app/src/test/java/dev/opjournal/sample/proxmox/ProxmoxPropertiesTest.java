package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ProxmoxPropertiesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @Test
    void withoutPropertiesThereIsASimulator() {
        runner.run(context -> {
            ProxmoxProperties properties = context.getBean(ProxmoxProperties.class);
            assertThat(properties.url()).isNull();
            assertThat(properties.node()).isEqualTo("pve1");
            assertThat(properties.simulator().state()).hasToString("data/simulator.json");
        });
    }

    @Test
    void theTokenIsNotPrinted() {
        runner.withPropertyValues("proxmox.url=https://pve1:8006", "proxmox.token=root@pam!ci=secret")
                .run(context -> assertThat(
                                context.getBean(ProxmoxProperties.class).toString())
                        .contains("https://pve1:8006")
                        .doesNotContain("secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "proxmox.url=https://pve1:8006, proxmox.token is not",
        "proxmox.url=pve1:8006, must begin with http:// or https://",
        "proxmox.token=secret, must read USER@REALM!TOKENID=SECRET",
        "proxmox.read-timeout=0s, proxmox.read-timeout must be positive",
        "proxmox.workers=0, proxmox.workers and proxmox.max-operations must be at least 1",
        "proxmox.node=../x, proxmox.node must be the name of a node"
    })
    void whatMakesNoSenseStopsTheStart(String property, String complaint) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(complaint));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ProxmoxProperties.class)
    static class Enabled {}
}
