package dev.opjournal.spring.http;

import org.springframework.boot.WebApplicationType;

class WebFluxStepsTest extends StepsContract {
    @Override
    WebApplicationType type() {
        return WebApplicationType.REACTIVE;
    }
}
