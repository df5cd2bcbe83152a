package dev.headwater.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureBuffersTest {
  private final FeatureBuffers buffers = new FeatureBuffers(2);

  @Test
  void bufferIsUsedAgainWhereItIsLongEnough() {
    float[] first = buffers.take(8);
    buffers.giveBack(first);
    assertThat(buffers.take(5)).isSameAs(first);
  }

  @Test
  void nobodyGetsOneThatIsInUse() {
    float[] first = buffers.take(8);
    assertThat(buffers.take(8)).isNotSameAs(first);
  }

  @Test
  void longerOneTakesThePlaceOfAShortOne() {
    float[] tooShort = buffers.take(4);
    buffers.giveBack(tooShort);
    float[] longer = buffers.take(9);
    assertThat(longer).hasSizeGreaterThanOrEqualTo(9);
    buffers.giveBack(longer);
    assertThat(buffers.take(2)).isSameAs(longer);
    assertThat(buffers.take(2)).isNotSameAs(tooShort);
  }

  @Test
  void noMoreAreKeptThanThereMayBe() {
    float[][] taken = {buffers.take(3), buffers.take(3), buffers.take(3)};
    for (float[] buffer : taken) {
      buffers.giveBack(buffer);
    }
    float[] a = buffers.take(3);
    float[] b = buffers.take(3);
    assertThat(buffers.take(3)).isNotSameAs(taken[0]).isNotSameAs(taken[1]).isNotSameAs(taken[2]);
    assertThat(a).isNotSameAs(b);
  }
}
