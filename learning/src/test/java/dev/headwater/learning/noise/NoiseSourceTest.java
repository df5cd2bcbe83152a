package dev.headwater.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoiseSourceTest {
  @Test
  void seededStreamIsThatOfItsKeyAndIsNotCalledSecure() {
    NoiseSource noise = NoiseSource.seeded(7, 3, "c", Purpose.NOISE);
    KeyedRandom random = KeyedRandom.of(7, 3, "c", Purpose.NOISE);
    assertThat(noise.secure()).isFalse();
    assertThat(noise.nextLong()).isEqualTo(random.nextLong());
    long[] filled = new long[3];
    noise.fill(filled);
    for (long bits : filled) {
      assertThat(bits).isEqualTo(random.nextLong());
    }
    assertThat(noise.nextBelow(1000)).isEqualTo(random.nextInt(1000));
  }

  @Test
  void otherPurposesRoundsAndClientsGetOtherStreams() {
    Set<Long> firsts = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      firsts.add(NoiseSource.seeded(7, 3, "c", purpose).nextLong());
    }
    firsts.add(NoiseSource.seeded(8, 3, "c", Purpose.NOISE).nextLong());
    firsts.add(NoiseSource.seeded(7, 4, "c", Purpose.NOISE).nextLong());
    firsts.add(NoiseSource.seeded(7, 3, "d", Purpose.NOISE).nextLong());
    assertThat(firsts).hasSize(Purpose.values().length + 3);
  }

  @Test
  void secureStreamsNeverMeet() {
    NoiseSource one = NoiseSource.secureRandom();
    assertThat(one.secure()).isTrue();
    NoiseSource other = NoiseSource.secureRandom();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(one.nextLong());
      seen.add(other.nextLong());
    }
    assertThat(seen).hasSize(20_000); // two equal ones by chance: once in 10^11 runs
  }

  /** Across many fresh keys, mixed with single draws; false alarms once in 10^9 (6 deviations). */
  @Test
  void secureBitsAreFair() {
    NoiseSource noise = NoiseSource.secureRandom();
    long[] bits = new long[5001];
    int[] ones = new int[64];
    int draws = 0;
    for (int i = 0; i < 40; i++) {
      noise.nextInt();
      noise.fill(bits);
      for (long b : bits) {
        for (int k = 0; k < 64; k++) {
          ones[k] += (int) (b >>> k & 1);
        }
        draws++;
      }
    }
    for (int count : ones) {
      assertThat((double) count).isCloseTo(draws / 2.0, within(6.5 * Math.sqrt(draws / 4.0)));
    }
  }

  @Test
  void boundsBelowOneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoiseSource.seeded(1, 1, "c", Purpose.NOISE).nextBelow(0))
        .withMessage("bound: 0 (expected: at least 1)");
  }
}
