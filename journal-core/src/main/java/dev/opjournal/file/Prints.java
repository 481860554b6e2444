package dev.opjournal.file;

import org.jspecify.annotations.Nullable;

/** By what an operation and its idempotency key, if it has one, stand in the tables. */
record Prints(Fingerprint operation, @Nullable Fingerprint key) {}
