package dev.opjournal.spring.http;

import org.springframework.boot.WebApplicationType;

class WebFluxAccessTest extends AccessContract {
    @Override
    WebApplicationType type() {
        return WebApplicationType.REACTIVE;
    }
}
