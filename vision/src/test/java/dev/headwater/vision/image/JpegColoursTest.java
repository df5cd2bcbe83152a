package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which colours a JPEG holds is decided as libjpeg does, and so Pillow and browsers. */
class JpegColoursTest {
  private static final String NAMELESS = "\1\2\3";

  static Stream<Arguments> ycbcr() {
    return Stream.of(
        Arguments.of("JFIF", parts().jfif()),
        Arguments.of("ids 1, 2, 3", parts().named(NAMELESS)),
        Arguments.of("ids 0, 1, 2", parts().named("\0\1\2")),
        Arguments.of("ids 7, 9, 10", parts().named("\7\11\12")),
        Arguments.of("ids r, g, b", parts().named("rgb")),
        Arguments.of("ids R, G, B and JFIF", parts().named("RGB").jfif()),
        Arguments.of("ids R, G, B and Adobe 1", parts().named("RGB").adobe(1)),
        Arguments.of("JFIF and Adobe 0", parts().adobe(0).jfif()),
        Arguments.of("Adobe 0 before JFIF", parts().jfif().adobe(0)),
        Arguments.of("JFIF and Adobe 1", parts().adobe(1).jfif()),
        Arguments.of("JFIF and Adobe 2", parts().adobe(2).jfif()),
        Arguments.of("Adobe 1", parts().adobe(1)),
        Arguments.of("Adobe 2, unknown", parts().adobe(2)),
        Arguments.of("Adobe 7, unknown", parts().adobe(7)),
        Arguments.of("Adobe 0, then 1", parts().adobe(1).adobe(0)),
        Arguments.of("EXIF and ids 0, 1, 2", parts().named("\0\1\2").before(0xe1, exif())),
        Arguments.of("a short JFIF and Adobe 1", parts().adobe(1).before(0xe0, shortJfif())));
  }

  static Stream<Arguments> rgb() {
    return Stream.of(
        Arguments.of("Adobe 0", parts().adobe(0)),
        Arguments.of("Adobe 0 and ids 0, 1, 2", parts().named("\0\1\2").adobe(0)),
        Arguments.of("ids R, G, B", parts().named("RGB")),
        Arguments.of("ids R, G, B and EXIF", parts().named("RGB").before(0xe1, exif())),
        Arguments.of("Adobe 1, then 0", parts().adobe(0).adobe(1)),
        Arguments.of("a short JFIF and Adobe 0", parts().adobe(0).before(0xe0, shortJfif())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ycbcr")
  void areReadAsYCbCr(String name, JpegParts parts) {
    byte[] expected = ImageDecoder.decode(Golden.bytes("444.jpg"), name).rgb();

    assertThat(ImageDecoder.decode(parts.file(), name).rgb()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rgb")
  void areReadAsRgb(String name, JpegParts parts) {
    byte[] stored = ImageDecoder.decode(parts.file(), name).rgb();

    // The same samples, taken for YCbCr, are the golden picture's colours.
    byte[] expected = ImageDecoder.decode(Golden.bytes("444.jpg"), name).rgb();
    assertThat(converted(stored)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "422.jpg", "progressive.jpg"})
  void withoutMarkersSubsampledColoursAreTheSame(String file) {
    byte[] bare = new JpegParts(Golden.bytes(file)).bare().file();

    assertThat(ImageDecoder.decode(bare, file).rgb())
        .isEqualTo(ImageDecoder.decode(Golden.bytes(file), file).rgb());
  }

  @Test
  void greyNeedsNoMarkers() {
    byte[] bare = new JpegParts(Golden.bytes("grey.jpg")).bare().adobe(0).file();

    assertThat(ImageDecoder.decode(bare, "g").rgb())
        .isEqualTo(ImageDecoder.decode(Golden.bytes("grey.jpg"), "g").rgb());
  }

  @Test
  void cmykWithoutMarkersIsRefusedInWords() {
    byte[] bare = new JpegParts(Golden.bytes("cmyk.jpg")).bare().file();

    assertThatThrownBy(() -> ImageDecoder.decode(bare, "print.jpg"))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("print.jpg: a JPEG in CMYK or YCCK");
  }

  @Test
  void foundFilesHaveTheirReferencesColours() throws IOException {
    byte[] expected = decode(Shared.file("cases/jpeg-ids-012/reference.png"));

    assertThat(decode(Shared.file("cases/jpeg-ids-012/ids012.jpg"))).isEqualTo(expected);
    assertThat(decode(Shared.file("cases/jpeg-jfif-adobe0/jfif-adobe0.jpg"))).isEqualTo(expected);
  }

  private static byte[] decode(Path file) throws IOException {
    return ImageDecoder.decode(Files.readAllBytes(file), file.toString()).rgb();
  }

  private static JpegParts parts() {
    return new JpegParts(Golden.bytes("444.jpg")).bare();
  }

  private static byte[] exif() {
    return "Exif\0\0MM\0*\0\0\0\10\0\0\0\0\0\0".getBytes(ISO_8859_1);
  }

  /** libjpeg takes no notice of one of fewer than 14 bytes. */
  private static byte[] shortJfif() {
    return "JFIF\0\1\1\0\0\1\0\1\0".getBytes(ISO_8859_1);
  }

  /** libjpeg's fixed-point conversion of YCbCr to RGB ({@code jdcolor.c}). */
  private static byte[] converted(byte[] ycbcr) {
    byte[] out = ycbcr.clone();
    for (int i = 0; i < out.length; i += 3) {
      int y = ycbcr[i] & 0xff;
      int cb = (ycbcr[i + 1] & 0xff) - 128;
      int cr = (ycbcr[i + 2] & 0xff) - 128;
      out[i] = clip(y + ((fix(1.40200) * cr + 32768) >> 16));
      out[i + 1] = clip(y + ((-fix(0.34414) * cb - fix(0.71414) * cr + 32768) >> 16));
      out[i + 2] = clip(y + ((fix(1.77200) * cb + 32768) >> 16));
    }
    return out;
  }

  private static int fix(double factor) {
    return (int) (factor * 65536 + 0.5);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
