package dev.headwater.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoding and preprocessing agree with Pillow and torchvision to the last bit. */
class GoldenPicturesTest {
  private static final Preprocessing IMAGENET =
      new Preprocessing(64, List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  static Stream<Arguments> decoded() {
    return Golden.rows("decode.csv").stream().map(r -> Arguments.of(r[0], r[1] + "x" + r[2], r[3]));
  }

  static Stream<Arguments> preprocessed() {
    return Golden.rows("preprocess.csv").stream()
        .map(r -> Arguments.of(r[0], Integer.parseInt(r[1]), r[2], r[3]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decoded")
  void decodesLikePillow(String file, String size, String digest) {
    RgbImage image = ImageDecoder.decode(Golden.bytes(file), file);

    assertThat(image.width() + "x" + image.height()).isEqualTo(size);
    assertThat(Golden.sha256(image.rgb())).isEqualTo(digest);
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("preprocessed")
  void preprocessesLikeTorchvision(String file, int size, String crop, String tensor) {
    RgbImage image = ImageDecoder.decode(Golden.bytes(file), file);
    Preprocessor preprocessor = new Preprocessor(IMAGENET.withImageSize(size));

    assertThat(Golden.sha256(preprocessor.resizeAndCrop(image).rgb())).isEqualTo(crop);
    float[] floats = new float[preprocessor.floats() + 2];
    preprocessor.apply(image, floats, 1);
    assertThat(Golden.sha256(littleEndian(floats, 1, preprocessor.floats()))).isEqualTo(tensor);
    assertThat(floats[0]).isZero();
    assertThat(floats[floats.length - 1]).isZero();
  }

  @Test
  void oneInstanceGivesTheSameForEveryOrderOfPictures() {
    Preprocessor reused = new Preprocessor(IMAGENET.withImageSize(33));
    List<String> files = List.of("size-97x61.png", "size-61x97.png", "size-1x1.png", "grey.jpg");
    for (String file :
        List.of(files.get(0), files.get(1), files.get(2), files.get(3), files.get(0))) {
      RgbImage image = ImageDecoder.decode(Golden.bytes(file), file);
      Preprocessor fresh = new Preprocessor(IMAGENET.withImageSize(33));
      FloatBuffer expected = FloatBuffer.allocate(fresh.floats());
      FloatBuffer actual = FloatBuffer.allocate(fresh.floats() + 1);
      fresh.apply(image, expected);
      reused.apply(image, actual);

      assertThat(actual.position()).isEqualTo(fresh.floats());
      assertThat(actual.flip()).isEqualTo(expected.flip());
    }
  }

  /** At 30,000 x 1 the resized picture would have 2 billion pixels; only the crop is computed. */
  @Test
  void veryLongPicturesCostNoMoreThanTheirCrop() {
    RgbImage line = new RgbImage(1, 30_000, new byte[90_000]);
    java.util.Arrays.fill(line.rgb(), (byte) 200);

    RgbImage crop = new Preprocessor(IMAGENET.withImageSize(256)).resizeAndCrop(line);

    assertThat(crop.rgb()).hasSize(256 * 256 * 3).containsOnly((byte) 200);
  }

  private static byte[] littleEndian(float[] values, int offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, offset, length);
    return bytes.array();
  }
}
