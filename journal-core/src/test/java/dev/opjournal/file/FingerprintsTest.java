package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts become the 128 bits that SipHash makes of their UTF-8. */
class FingerprintsTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    private final Fingerprints fingerprints = new Fingerprints(K0, K1);

    /**
     * The vectors of the reference implementation (github.com/veorq/SipHash, vectors.h, vectors_sip128): key 00 to 0f, input
     * 00, 01, 02 and so on. {@code openssl mac -macopt hexkey:… -macopt size:16 SIPHASH} answers the same.
     */
    @ParameterizedTest
    @CsvSource({
        "0, a3817f04ba25a8e66df67214c7550293",
        "1, da87c1d86b99af44347659119b22fc45",
        "7, a1f1ebbed8dbc153c0b84aa61ff08239",
        "8, 3b62a9ba6258f5610f83e264f31497b4",
        "9, 264499060ad9baabc47f8b02bb6d71ed",
        "15, 5493e99933b0a8117e08ec0f97cfc3d9",
        "16, 6ee2a4ca67b054bbfd3315bf85230577",
        "36, 3dc47d1f29c448461e9e76ed904f6711",
        "63, 5150d1772f50834a503e069a973fbd7c"
    })
    void theReferenceVectorsComeOut(int length, String expected) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) i;
        }

        assertThat(hex(fingerprints.of(new String(input, StandardCharsets.US_ASCII))))
                .isEqualTo(expected);
        assertThat(hex(ofBytes(input))).isEqualTo(expected);
    }

    private static String hex(Fingerprint fingerprint) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(fingerprint.low())
                        .putLong(fingerprint.high())
                        .array());
    }

    /** Of bytes that stand between others, in a hash that was used before. */
    private Fingerprint ofBytes(byte[] text) {
        byte[] bytes = new byte[text.length + 9];
        System.arraycopy(text, 0, bytes, 5, text.length);
        SipHash hash = fingerprints.newHash();
        hash.hash(bytes, 0, bytes.length);
        hash.hash(bytes, 5, 5 + text.length);
        return new Fingerprint(hash.high(), hash.low());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "op-1", "réplica", "№ 7 ist größer", "\uD83D\uDE80 rockets", "\u0000\u007f\u0080\u07ff\u0800"
            })
    void aStringHasTheFingerprintOfItsBytes(String text) {
        assertThat(fingerprints.of(text)).isEqualTo(ofBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aLoneSurrogateIsNoOtherText() {
        assertThat(fingerprints.of("a\uD800"))
                .isNotEqualTo(fingerprints.of("a?"))
                .isNotEqualTo(fingerprints.of("a\uFFFD"))
                .isNotEqualTo(fingerprints.of("a\uDC00"));
    }

    @Test
    void eachOpeningHasAKeyOfItsOwn() {
        assertThat(new Fingerprints().of("op-1")).isNotEqualTo(new Fingerprints().of("op-1"));
    }
}
