package dev.headwater.learning.accounting.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

  private static double[] random(int size, long seed) {
    return new Random(seed).doubles(size, -1, 1).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 16, 128})
  void forwardIsTheSumOfItsDefinition(int size) {
    double[] re = random(size, 1);
    double[] im = random(size, 2);
    double[] gotRe = re.clone();
    double[] gotIm = im.clone();
    new Fft(size).forward(gotRe, gotIm);
    for (int k = 0; k < size; k++) {
      double sumRe = 0;
      double sumIm = 0;
      for (int j = 0; j < size; j++) {
        double angle = -2 * Math.PI * j * k / size;
        sumRe += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
        sumIm += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
      }
      assertThat(gotRe[k]).isCloseTo(sumRe, within(1e-12));
      assertThat(gotIm[k]).isCloseTo(sumIm, within(1e-12));
    }
  }

  @Test
  void inverseGivesBackWhatWasThere() {
    int size = 1 << 12;
    double[] re = random(size, 3);
    double[] im = random(size, 4);
    Fft fft = new Fft(size);
    fft.forward(re, im);
    fft.inverse(re, im);
    assertThat(re).containsExactly(random(size, 3), within(1e-13));
    assertThat(im).containsExactly(random(size, 4), within(1e-13));
  }

  @Test
  void lengthsThatAreNoPowerOfTwoAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Fft(12));
    assertThatIllegalArgumentException().isThrownBy(() -> new Fft(1));
  }
}
