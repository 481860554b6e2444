package dev.opjournal.spring.http;

class MvcStepsTest extends StepsContract {}
