package dev.opjournal.sample.jobs;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The public keys of those who may sign jobs. Thread-safe. */
final class JobKeys {
    private static final String ALGORITHM = "Ed25519";

    private static final int SIGNATURE_BYTES = 64;

    /** What Spring hands on unchanged from every source of properties. */
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private static final Pattern PEM_LINE = Pattern.compile("-----(BEGIN|END) PUBLIC KEY-----|\\s");

    private final Map<String, PublicKey> keys = new TreeMap<>();

    /**
     * Keys as they are configured.
     *
     * @param texts by id; each an X.509 SubjectPublicKeyInfo in base64, with or without the lines around it in a PEM file
     * @throws IllegalArgumentException if one is no Ed25519 public key; it names the id alone, since the text may be a
     *     private key that was pasted into the wrong place
     */
    JobKeys(Map<String, String> texts) {
        texts.forEach((id, text) -> keys.put(checked(id), parse(id, text)));
    }

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "The id of a key in jobs.keys must be 1 to 64 lower-case letters, digits and" + " hyphens, but is "
                            + id + ".");
        }
        return id;
    }

    private static PublicKey parse(String id, String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(PEM_LINE.matcher(text).replaceAll(""));
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (IllegalArgumentException | GeneralSecurityException notAKey) {
            // Without the cause: it may quote what it was given.
            throw new IllegalArgumentException("jobs.keys." + id + " is no Ed25519 public key in base64. Set it to what"
                    + " \"openssl pkey -in PRIVATE.pem -pubout\" writes.");
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    Set<String> ids() {
        return keys.keySet();
    }

    /** Whether the signature, in base64, is one of the very bytes given, by the key of that id. */
    boolean verifies(@Nullable String id, @Nullable String signature, byte[] signed) {
        PublicKey key = id == null ? null : keys.get(id);
        if (key == null || signature == null) {
            return false;
        }
        try {
            return verifies(key, Base64.getDecoder().decode(signature), signed);
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static boolean verifies(PublicKey key, byte[] signature, byte[] signed) {
        // JDK 17 looks at the first 64 bytes and takes whatever follows.
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (SignatureException noSignature) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot verify " + ALGORITHM + " signatures.", e);
        }
    }
}
