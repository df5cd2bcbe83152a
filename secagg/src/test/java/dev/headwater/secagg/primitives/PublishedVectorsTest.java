package dev.headwater.secagg.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.Hkdf;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class PublishedVectorsTest {
  @Test
  void x25519AgreesWithRfc7748Section6() throws Exception {
    RoundKey alice =
        new RoundKey(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    RoundKey bob =
        new RoundKey(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    assertThat(alice.publicKey())
        .isEqualTo(bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(bob.publicKey())
        .isEqualTo(bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    byte[] shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assertThat(alice.agree(bob.publicKey())).isEqualTo(shared);
    assertThat(bob.agree(alice.publicKey())).isEqualTo(shared);
  }

  @Test
  void x25519RefusesPointsThatGiveEverybodyTheSameSecret() {
    RoundKey key = new RoundKey(new byte[32]);
    for (String point :
        new String[] {
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
        }) {
      assertThatThrownBy(() -> key.agree(bytes(point))).isInstanceOf(InvalidKeyException.class);
    }
  }

  @Test
  void hkdfAgreesWithRfc5869Case1And3() throws Exception {
    byte[] secret = hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    assertThat(
            Hkdf.computeHkdf(
                "HMACSHA256",
                secret,
                hex("000102030405060708090a0b0c"),
                hex("f0f1f2f3f4f5f6f7f8f9"),
                42))
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
    // Case 3, without salt and info, is what derive does; its first 32 of 42 bytes.
    assertThat(RoundKey.derive(secret, new byte[0]))
        .isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
  }

  @Test
  void aes256CounterModeAgreesWithSp80038aF55() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(
            hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"), "AES"),
        new IvParameterSpec(hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")));
    assertThat(
            cipher.doFinal(hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")))
        .isEqualTo(hex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"));
  }

  @Test
  void aKeyStreamStartsWithTheBlockCipherOfTheZeroBlock() throws Exception {
    // AES-256 of the zero block under the zero key: dc95c078a2408989ad48a21492842087
    // (NIST AESAVS, GCM test case 13's hash key).
    long[] elements = new long[4];
    new MaskExpansion(32).add(new byte[32], elements);
    long[] wide = new long[2];
    new MaskExpansion(64).add(new byte[32], wide);
    assertThat(Ring.encode(elements, 32)).isEqualTo(bytes("dc95c078a2408989ad48a21492842087"));
    assertThat(Ring.encode(wide, 64)).isEqualTo(bytes("dc95c078a2408989ad48a21492842087"));
  }

  @Test
  void ed25519AgreesWithRfc8032Section71Test2() {
    Identity identity =
        Identity.fromSeed(hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    assertThat(identity.publicKey())
        .isEqualTo(bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    Bytes signature = identity.sign(hex("72"));
    assertThat(signature)
        .isEqualTo(
            bytes(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    assertThat(Identity.verify(identity.publicKey(), hex("72"), signature)).isTrue();
    assertThat(Identity.verify(identity.publicKey(), hex("73"), signature)).isFalse();
    assertThat(Identity.verify(identity.publicKey(), hex("72"), Bytes.EMPTY)).isFalse();
    assertThat(Identity.verify(Identity.fresh().publicKey(), hex("72"), signature)).isFalse();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static Bytes bytes(String digits) {
    return Bytes.copyOf(hex(digits));
  }
}
