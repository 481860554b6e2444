package dev.opjournal.test.spring;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that charges orders. */
@SpringBootApplication
class ShopApplication {}
