package dev.headwater.secagg.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MaskExpansionTest {
  private final byte[] key = new byte[32];

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void aMaskIsTheCiphersOwnStreamAcrossChunks(int ringBits) throws Exception {
    key[3] = 7;
    int length = 10_001; // several chunks and a rest
    long[] elements = new long[length];
    new MaskExpansion(ringBits).add(key, elements);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    assertThat(Ring.encode(elements, ringBits))
        .isEqualTo(Bytes.owning(cipher.doFinal(new byte[length * ringBits / 8])));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void whatIsAddedCanBeSubtracted(int ringBits) {
    long[] elements = {1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0};
    long[] before = elements.clone();
    MaskExpansion masks = new MaskExpansion(ringBits);
    masks.add(key, elements);
    assertThat(elements).isNotEqualTo(before);
    masks.subtract(key, elements);
    assertThat(elements).isEqualTo(before);
  }

  @Test
  void keysShorterThanTheirCipherAreRefused() {
    assertThatThrownBy(() -> new MaskExpansion(32).add(new byte[16], new long[1]))
        .hasMessage("mask key: 16 bytes (expected: 32)");
    assertThatThrownBy(() -> new MaskExpansion(31))
        .hasMessage("ring: 31 bits (expected: 32 or 64)");
  }

  @Test
  void centredElementsAreNearestZero() {
    long[] elements = {0xFFFFFFFFL, 1L << 31, (1L << 31) - 1, (1L << 32) + 5};
    Ring.centre(elements, 32);
    assertThat(elements).containsExactly(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 5);
    assertThat(Arrays.stream(new long[] {-1, 5}).toArray()).containsExactly(-1, 5);
  }
}
