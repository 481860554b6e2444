package dev.opjournal.spring;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Spring Security is on the class path of all tests and secures the applications of those that ask for it. */
final class SecurityWhenAsked implements AutoConfigurationImportFilter, EnvironmentAware {
    static final String PROPERTY = "test.security";

    private boolean asked;

    @Override
    public void setEnvironment(Environment environment) {
        asked = environment.getProperty(PROPERTY, Boolean.class, false);
    }

    @Override
    public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            matches[i] = asked || names[i] == null || !names[i].startsWith("org.springframework.boot.security.");
        }
        return matches;
    }
}
