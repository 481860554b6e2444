package dev.opjournal.spring.http;

import org.springframework.boot.WebApplicationType;

class WebFluxEndpointTest extends EndpointContract {
    @Override
    WebApplicationType type() {
        return WebApplicationType.REACTIVE;
    }
}
