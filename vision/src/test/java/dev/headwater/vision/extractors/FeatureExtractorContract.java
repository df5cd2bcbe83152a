package dev.headwater.vision.extractors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every feature extractor keeps, whatever runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FeatureExtractorContract {
  private static final int COUNT = 7;

  private FeatureExtractor extractor;

  /** A fresh extractor; called several times. */
  abstract FeatureExtractor open();

  /** How much a feature may change with the size of the batch; 0 for not a bit. */
  abstract float batchTolerance();

  @BeforeAll
  void openShared() {
    extractor = open();
  }

  @AfterAll
  void closeShared() {
    extractor.close();
  }

  @Test
  void featuresFillTheBufferAndDifferBetweenPictures() {
    float[] features = Pixels.features(extractor, pictures(1), COUNT);

    assertThat(features).hasSize(COUNT * extractor.features()).doesNotContain(Float.NaN);
    assertThat(row(features, 0)).isNotEqualTo(row(features, 1));
    assertThat(extractor.inputs())
        .isEqualTo(
            3 * extractor.preprocessing().imageSize() * extractor.preprocessing().imageSize());
    assertThat(extractor.digest()).matches("[0-9a-f]{64}");
    assertThat(extractor.runtime()).matches("java|[a-z]+-[0-9.]+");
  }

  @Test
  void sameBatchGivesTheSameBitsAgainAndFromAnotherInstance() {
    float[] first = Pixels.features(extractor, pictures(2), COUNT);

    assertThat(Pixels.features(extractor, pictures(2), COUNT)).isEqualTo(first);
    try (FeatureExtractor other = open()) {
      assertThat(Pixels.features(other, pictures(2), COUNT)).isEqualTo(first);
      assertThat(other.digest()).isEqualTo(extractor.digest());
    }
  }

  @Test
  void featuresOfAPictureDoNotDependOnItsBatch() {
    FloatBuffer pictures = pictures(3);
    float[] together = Pixels.features(extractor, pictures, COUNT);
    for (int batch = 1; batch < COUNT; batch += 2) {
      FloatBuffer rest = pictures.duplicate();
      for (int done = 0; done < COUNT; done += batch) {
        int count = Math.min(batch, COUNT - done);
        rest.position(done * extractor.inputs());
        float[] part = Pixels.features(extractor, rest, count);
        for (int i = 0; i < part.length; i++) {
          assertThat(part[i])
              .as("batches of %d, picture %d", batch, done + i / extractor.features())
              .isCloseTo(together[done * extractor.features() + i], within(batchTolerance()));
        }
      }
    }
  }

  @Test
  void threadsAtOnceGetWhatOneThreadGets() throws Exception {
    List<float[]> alone = new ArrayList<>();
    for (int seed = 0; seed < 12; seed++) {
      alone.add(Pixels.features(extractor, pictures(seed), COUNT));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> together = new ArrayList<>();
      for (int seed = 0; seed < 12; seed++) {
        FloatBuffer pictures = pictures(seed);
        together.add(threads.submit(() -> Pixels.features(extractor, pictures, COUNT)));
      }
      for (int seed = 0; seed < 12; seed++) {
        assertThat(together.get(seed).get()).isEqualTo(alone.get(seed));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void directAndHeapDestinationsGetTheSameAndKeepTheirPlace() {
    float[] heap = Pixels.features(extractor, pictures(4), COUNT);
    FloatBuffer direct = Pixels.direct(5 + heap.length + 3);
    direct.position(5);

    extractor.extract(pictures(4), COUNT, direct);

    float[] values = new float[heap.length];
    direct.get(5, values);
    assertThat(values).isEqualTo(heap);
    assertThat(direct.position()).isEqualTo(5);
    assertThat(direct.get(4)).isZero();
    assertThat(direct.get(5 + heap.length)).isZero();
  }

  @Test
  void buffersThatDoNotFitAreRefused() {
    int in = extractor.inputs();
    int out = extractor.features();
    FloatBuffer room = FloatBuffer.allocate(2 * out);

    assertRefused(Pixels.direct(2 * in - 1), 2, room);
    assertRefused(Pixels.direct(2 * in), 2, FloatBuffer.allocate(2 * out - 1));
    assertRefused(Pixels.direct(2 * in), 0, room);
    assertRefused(Pixels.direct(2 * in), -1, room);
    assertRefused(FloatBuffer.allocate(2 * in), 2, room);
    // A new byte buffer is big endian.
    assertRefused(ByteBuffer.allocateDirect(8 * in).asFloatBuffer(), 2, room);
    assertRefused(Pixels.direct(2 * in), 2, room.asReadOnlyBuffer());
  }

  @Test
  void closingTwiceIsFineAndUseAfterwardsIsRefused() {
    FeatureExtractor closed = open();
    closed.close();

    assertThatCode(closed::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> Pixels.features(closed, pictures(5), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private void assertRefused(FloatBuffer pictures, int count, FloatBuffer into) {
    assertThatThrownBy(() -> extractor.extract(pictures, count, into))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("batch: ");
  }

  private FloatBuffer pictures(long seed) {
    return Pixels.random(seed, COUNT * extractor.inputs());
  }

  private float[] row(float[] features, int picture) {
    float[] row = new float[extractor.features()];
    System.arraycopy(features, picture * row.length, row, 0, row.length);
    return row;
  }
}
