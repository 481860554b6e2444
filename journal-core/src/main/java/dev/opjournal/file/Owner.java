package dev.opjournal.file;

/** Whoever runs an operation in this opening of the journal. Two owners are the same only if they are one object. */
final class Owner {}
