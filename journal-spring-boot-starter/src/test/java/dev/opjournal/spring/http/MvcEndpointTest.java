package dev.opjournal.spring.http;

class MvcEndpointTest extends EndpointContract {}
