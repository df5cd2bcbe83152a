package dev.headwater.secagg.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShamirTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void theFieldIsThatOfAes() {
    // FIPS 197, section 4.2: {57} * {83} = {c1}, {57} * {13} = {fe}.
    assertThat(Shamir.product(0x57, 0x83)).isEqualTo(0xc1);
    assertThat(Shamir.product(0x57, 0x13)).isEqualTo(0xfe);
  }

  @Test
  void theFieldIsAField() {
    for (int a = 1; a < 256; a++) {
      assertThat(Shamir.product(a, Shamir.inverse(a))).isEqualTo(1);
      assertThat(Shamir.product(a, 1)).isEqualTo(a);
      assertThat(Shamir.product(a, 0)).isZero();
      for (int b = 1; b < 256; b++) {
        assertThat(Shamir.product(a, b)).isEqualTo(Shamir.product(b, a)).isBetween(1, 255);
      }
    }
  }

  @Test
  void everySetOfThresholdManySharesOpensTheSecret() {
    byte[] secret = secret();
    List<Share> shares = Shamir.split(secret, 6, 4, random);
    for (int set = 0; set < 64; set++) {
      List<Share> some = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        if ((set >>> i & 1) == 1) {
          some.add(shares.get(i));
        }
      }
      if (some.size() >= 4) {
        assertThat(Shamir.combine(some)).isEqualTo(secret);
      } else if (!some.isEmpty()) {
        // Wrong but with probability 2^-256.
        assertThat(Shamir.combine(some)).isNotEqualTo(secret);
      }
    }
  }

  @Test
  void holdersMayBeAsManyAsTheFieldHasPlaces() {
    byte[] secret = secret();
    List<Share> shares = new ArrayList<>(Shamir.split(secret, 255, 130, random));
    Collections.reverse(shares);
    assertThat(Shamir.combine(shares.subList(0, 130))).isEqualTo(secret);
  }

  @Test
  void oneShareTooFewIsUniform() {
    // One of two shares needed, of the zero secret: chi-square over 256 values has 255 degrees of
    // freedom; above 420 with probability 4e-10.
    int[] counts = new int[256];
    int draws = 0;
    for (int round = 0; round < 2000; round++) {
      for (byte value : Shamir.split(new byte[32], 2, 2, random).get(0).value().toByteArray()) {
        counts[Byte.toUnsignedInt(value)]++;
        draws++;
      }
    }
    double chiSquare = 0;
    for (int count : counts) {
      double expected = draws / 256.0;
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(420);
  }

  @Test
  void sharesThatCannotBeOfOneSecretAreRefused() {
    List<Share> shares = Shamir.split(secret(), 3, 2, random);
    assertThatThrownBy(() -> Shamir.combine(List.of(shares.get(0), shares.get(0))))
        .hasMessage("shares: x = [1, 1] (expected: one or more, all different)");
    assertThatThrownBy(() -> Shamir.combine(List.of()))
        .hasMessageContaining("expected: one or more");
    assertThatThrownBy(() -> Shamir.split(secret(), 3, 4, random))
        .hasMessageContaining("threshold 4 of 3 holders");
    assertThatThrownBy(() -> Shamir.split(new byte[31], 3, 2, random))
        .hasMessage("secret: 31 bytes (expected: 32)");
  }

  private byte[] secret() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return secret;
  }
}
