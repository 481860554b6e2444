package dev.opjournal.sample.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

class ReconcilePropertiesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @Test
    void nothingIsWishedAtFirst() {
        runner.run(context -> assertThat(context.getBean(ReconcileProperties.class))
                .isEqualTo(new ReconcileProperties(Duration.ofSeconds(10), Map.of())));
    }

    @Test
    void wishesAreReadAsYamlHasThem() throws IOException {
        List<PropertySource<?>> yaml = yaml("""
                reconcile:
                  interval: 30s
                  vms:
                    101:
                      power: running
                      settings: {cores: 2, onboot: true, balloon: 0, cpuunits: "100", description: "a: b, c"}
                    "102": {power: stopped}
                    103:
                      settings:
                        "[migrate_downtime]": 0.5
                        agent: off
                """);
        runner.withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(yaml.get(0)))
                .run(context -> {
                    ReconcileProperties properties = context.getBean(ReconcileProperties.class);
                    assertThat(properties.interval()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(properties.vms()).containsOnlyKeys("101", "102", "103");
                    assertThat(properties.vms().get("101").items())
                            .containsOnly(
                                    entry("power", "running"),
                                    entry("cores", "2"),
                                    entry("onboot", "1"),
                                    entry("balloon", "0"),
                                    entry("cpuunits", "100"),
                                    entry("description", "a: b, c"));
                    assertThat(properties.vms().get("102").items()).containsOnly(entry("power", "stopped"));
                    assertThat(properties.vms().get("103").items())
                            .containsOnly(entry("migrate_downtime", "0.5"), entry("agent", "0"));
                });
    }

    @Test
    void aVmWithTwoWishesIsRefused() {
        assertThatThrownBy(() -> yaml("""
                reconcile:
                  vms:
                    101: {power: running}
                    101: {power: stopped}
                """)).hasMessageContaining("duplicate key 101");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconcile.interval=0s | reconcile.interval must be from 10ms to 1d",
                "reconcile.interval=25h | reconcile.interval must be from 10ms to 1d",
                "reconcile.vms.99.power=running | whole number from 100 to 999999999, not 99",
                "reconcile.vms.pve.power=running | whole number from 100 to 999999999, not pve",
                "reconcile.vms.101.power=paused | Power.paused",
                "reconcile.vms.101.pover=running | reconcile.vms.101.pover",
                "reconcile.intervall=1s | reconcile.intervall",
                "reconcile.vms.101.settings= | reconcile.vms.101 wishes nothing. Set its power",
                "reconcile.vms.101= | reconcile.vms",
                "reconcile.vms.101.settings.cores= | reconcile.vms.101.settings: \"cores\" has no value",
                "reconcile.vms.101.settings.net0.bridge=vmbr0 | \"net0.bridge\" is no name of a setting",
                "reconcile.vms.101.settings.cores[0]=2 | \"cores.0\" is no name of a setting",
                "reconcile.vms.101.settings.skiplock=1 | \"skiplock\" is a parameter of the call",
                "reconcile.vms.101.settings.power=running | \"power\" stands beside the settings",
                "reconcile.vms.101.settings.cipassword=x | is a secret that Proxmox VE does not show",
                "reconcile.vms.101.settings.scsi1=local-lvm:32 | \"scsi1\" would allocate a disk each time",
                "reconcile.vms.101.settings.efidisk0=local-lvm:1,efitype=4m | \"efidisk0\" would allocate a disk"
            })
    void whatMakesNoSenseStopsTheStart(String property, String complaint) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(complaint));
    }

    @Test
    void aVolumeThatIsThereMayBeWished() {
        runner.withPropertyValues("reconcile.vms.101.settings.scsi1=local-lvm:vm-101-disk-1,size=32G")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static List<PropertySource<?>> yaml(String text) throws IOException {
        return new YamlPropertySourceLoader()
                .load("wishes", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ReconcileProperties.class)
    static class Enabled {}
}
