package dev.opjournal.file;

/**
 * Stands for a text in the tables of one opening; see {@link Fingerprints}.
 *
 * @param high the second eight bytes of the hash, little-endian
 * @param low the first eight
 */
record Fingerprint(long high, long low) {}
