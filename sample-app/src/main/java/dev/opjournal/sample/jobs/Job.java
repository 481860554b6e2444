package dev.opjournal.sample.jobs;

import dev.opjournal.sample.vms.VmAction;
import java.time.Instant;
import java.util.Map;

/**
 * What a signed body asks for.
 *
 * @param nonce names the job: of all bodies with it, whoever signed them, one takes effect
 * @param expires from when on it is not taken any more
 * @param settings none but for {@link VmAction#SET_CONFIG}
 */
record Job(String nonce, Instant expires, VmAction action, String vmid, Map<String, String> settings) {
    /** What the idempotency keys of jobs begin with, and no other request's. */
    static final String KEY_PREFIX = "job:";

    /**
     * The idempotency key. The signer is no part of it: the body of a key that was given a new id, or of two signers, would
     * else run twice.
     */
    String idempotencyKey() {
        return KEY_PREFIX + nonce;
    }
}
