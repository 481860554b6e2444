package dev.opjournal.spring.metrics;

import org.aopalliance.intercept.MethodInterceptor;

/** What goes around the calls of a {@code Journal} bean that run somebody's work: {@code execute}, {@code executeAsync} and {@code takeOver}. */
public interface JournalInterceptor extends MethodInterceptor {}
