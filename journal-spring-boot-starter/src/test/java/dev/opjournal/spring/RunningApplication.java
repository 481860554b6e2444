package dev.opjournal.spring;

import dev.opjournal.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A real application on the starter, for as long as a test needs it. */
public final class RunningApplication implements AutoCloseable {
    /** What an application that serves HTTP has unless a test says otherwise. */
    private static final List<String> SERVING = List.of(
            "server.port=0",
            "management.endpoints.web.exposure.include=health,journal",
            "management.endpoint.health.show-details=always");

    private final ConfigurableApplicationContext context;

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts an application without a web server. */
    public static RunningApplication start(Path journal, Class<?> beans, String... properties) {
        return start(WebApplicationType.NONE, journal, new Class<?>[] {beans}, properties);
    }

    /** Starts an application that serves HTTP on a free port, with health and journal exposed. */
    public static RunningApplication startWeb(Path journal, Class<?>[] beans, String... properties) {
        return startWeb(WebApplicationType.SERVLET, journal, beans, properties);
    }

    /** As above, with the given web framework. */
    public static RunningApplication startWeb(
            WebApplicationType type, Path journal, Class<?>[] beans, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        for (String property : SERVING) {
            String name = property.substring(0, property.indexOf('=') + 1);
            if (all.stream().noneMatch(given -> given.startsWith(name))) {
                all.add(property);
            }
        }
        return start(type, journal, beans, all.toArray(String[]::new));
    }

    private static RunningApplication start(
            WebApplicationType type, Path journal, Class<?>[] beans, String... properties) {
        List<String> arguments = new ArrayList<>(List.of("--journal.path=" + journal, "--spring.main.banner-mode=off"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        SpringApplication application = new SpringApplication(beans);
        application.addPrimarySources(List.of(AutoConfigured.class));
        application.setWebApplicationType(type);
        return new RunningApplication(application.run(arguments.toArray(String[]::new)));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Journal journal() {
        return bean(Journal.class);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** A client of the application's own port. */
    public RestTestClient http() {
        return http("local.server.port");
    }

    /** A client of the port that the given property names. */
    public RestTestClient http(String portProperty) {
        return RestTestClient.bindToServer().baseUrl(address(portProperty)).build();
    }

    /** Where the application's own port is. */
    public String address() {
        return address("local.server.port");
    }

    private String address(String portProperty) {
        return "http://localhost:" + context.getEnvironment().getRequiredProperty(portProperty);
    }

    @Override
    public void close() {
        context.close();
    }

    /** No beans but those of auto-configurations. */
    @Configuration(proxyBeanMethods = false)
    public static class NoBeans {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AutoConfigured {}
}
