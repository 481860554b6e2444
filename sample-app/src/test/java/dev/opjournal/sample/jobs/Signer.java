package dev.opjournal.sample.jobs;

import dev.opjournal.sample.Http;
import dev.opjournal.sample.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Who signs jobs, with a key pair of its own. */
public final class Signer {
    private final String id;
    private final KeyPair pair;

    public Signer(String id) {
        this(id, pair("Ed25519"));
    }

    private Signer(String id, KeyPair pair) {
        this.id = id;
        this.pair = pair;
    }

    static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With the same key pair, which the application knows by another id. */
    Signer as(String otherId) {
        return new Signer(otherId, pair);
    }

    /** What the application knows it by: the id, and the public key. */
    public String property() {
        return "jobs.keys." + id + "=" + publicKey();
    }

    String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    String privateKey() {
        return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }

    byte[] signature(String body) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(body.getBytes(StandardCharsets.UTF_8));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs a body and sends it. */
    public Answer send(Http app, String body) {
        return send(app, body, Base64.getEncoder().encodeToString(signature(body)));
    }

    /** Sends a body with the signature given. */
    Answer send(Http app, String body, String signature) {
        return app.post("/jobs", body, "Content-Type", "application/json", "Job-Key", id, "Job-Signature", signature);
    }
}
