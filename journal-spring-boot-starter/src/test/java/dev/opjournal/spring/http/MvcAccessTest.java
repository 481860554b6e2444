package dev.opjournal.spring.http;

class MvcAccessTest extends AccessContract {}
