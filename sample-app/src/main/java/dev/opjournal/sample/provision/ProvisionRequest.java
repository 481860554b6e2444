package dev.opjournal.sample.provision;

import java.util.Map;
import java.util.Optional;

/**
 * What a VM is to be.
 *
 * @param template the vmid of what it is cloned from
 * @param name a DNS name
 * @param settings what is set once it is cloned; none for as it is
 */
record ProvisionRequest(String template, Optional<String> name, Map<String, String> settings) {}
