package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headwater.files.UserDataException;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  @Test
  void emptyFileIsNamedAndRefused() {
    assertRefused(new byte[0], "cat/1.jpg", "cat/1.jpg: an empty file");
  }

  static Stream<Arguments> otherKinds() {
    return Stream.of(
        Arguments.of("....ftypheic....", "HEIC"),
        Arguments.of("....ftypavif....", "AVIF"),
        Arguments.of("....ftypisom....", "video"),
        Arguments.of("RIFF....WEBPVP8 ", "WebP"),
        Arguments.of("II*\0....", "TIFF"),
        Arguments.of("%PDF-1.7", "PDF"),
        Arguments.of("PK\3\4....", "zip"),
        Arguments.of("\u001f\u008b\b", "gzip"),
        Arguments.of("<!DOCTYPE html><p>Not found", "HTML"),
        Arguments.of("<?xml version='1.0'?><svg width='3'/>", "SVG"),
        Arguments.of("404: not found", "text file"),
        Arguments.of("BMW is a maker of cars", "text file"),
        Arguments.of("\0\1\2\3", "not a picture of a known kind"));
  }

  @ParameterizedTest
  @MethodSource("otherKinds")
  void otherKindsAreNamed(String magic, String words) {
    assertRefused(magic.getBytes(ISO_8859_1), "a.jpg", words);
    assertRefused(magic.getBytes(ISO_8859_1), "a.jpg", "JPEG, PNG, GIF or BMP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "progressive.jpg",
        "rgba.png",
        "palette.png",
        "one-bit.png",
        "palette.gif",
        "rgb.bmp",
        "palette.bmp"
      })
  void filesCutAnywhereAreRefused(String file) {
    byte[] whole = Golden.bytes(file);
    int end = file.endsWith(".png") ? 12 : 2; // without it, the picture is still whole
    for (int length = 1; length < whole.length - end; length += 1 + whole.length / 150) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "cut"))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(UserDataException.class)
          .hasMessageStartingWith("cut: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "progressive.jpg", "rgba.png", "palette.gif", "rgb.bmp"})
  void halfAFileIsCalledTruncated(String file) {
    byte[] whole = Golden.bytes(file);
    assertRefused(
        Arrays.copyOf(whole, whole.length / 2),
        "cat/7.jpg",
        "cat/7.jpg: the file ends in the middle");
  }

  /**
   * Whatever is in the bytes, the outcome is a picture or a sentence. Seeded, 6000 damaged files.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"420.jpg", "progressive.jpg", "rgba.png", "palette.png", "palette.gif", "rgb.bmp"})
  void damagedFilesEndInAPictureOrASentence(String file) {
    byte[] whole = Golden.bytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k <= i % 3; k++) {
        damaged[random.nextInt(i % 2 == 0 ? Math.min(200, whole.length) : whole.length)] =
            (byte) random.nextInt();
      }
      Throwable thrown = catchThrowable(() -> ImageDecoder.decode(damaged, "x"));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(UserDataException.class).hasMessageStartingWith("x: ");
      }
    }
  }

  @Test
  void cmykJpegIsRefusedWithAdvice() {
    assertRefused(Golden.bytes("cmyk.jpg"), "print.jpg", "print.jpg: a JPEG in CMYK or YCCK");
  }

  @ParameterizedTest
  @CsvSource({"30001,1", "1,30001", "20000,20000", "2147483647,2147483647"})
  void absurdDimensionsAreRefusedFromTheHeader(int width, int height) {
    assertRefused(pngHeader(width, height), "bomb.png", "bomb.png: " + width + " x " + height);
  }

  @Test
  void greyWithoutAnEighthOfItsSixteenBitsIsNearlyBlack() throws IOException {
    assertThat(sixteenBits(1, 4095).nearlyBlack()).isTrue();
    assertThat(sixteenBits(2, 8191).nearlyBlack()).isTrue();
    assertThat(sixteenBits(1, 8192).nearlyBlack()).isFalse();
    assertThat(sixteenBits(2, 8192).nearlyBlack()).isFalse();
    assertThat(sixteenBits(3, 4095).nearlyBlack()).isFalse();
    assertThat(ImageDecoder.decode(Golden.bytes("grey-16.png"), "g").nearlyBlack()).isFalse();
    assertThat(ImageDecoder.decode(Golden.bytes("grey.png"), "g").nearlyBlack()).isFalse();
  }

  /** All values 7 but for one, in 1 band of grey, 2 with alpha, or 3 of colour. */
  private static RgbImage sixteenBits(int bands, int brightest) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 5, 3, bands, new Point());
    int[] samples = new int[15 * bands];
    Arrays.fill(samples, 7);
    samples[7 * bands] = brightest;
    raster.setPixels(0, 0, 5, 3, samples);
    int kind = bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(kind), bands == 2, false, 1, DataBuffer.TYPE_USHORT);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(colours, raster, false, null), "png", png);
    return ImageDecoder.decode(png.toByteArray(), "x-ray.png");
  }

  @Test
  void sixteenBitGreyKeepsItsHighByte() {
    RgbImage image = ImageDecoder.decode(Golden.bytes("grey-16.png"), "g");

    for (int i = 0; i < 24; i++) {
      byte expected = (byte) ((i * 2700) >> 8);
      assertThat(Arrays.copyOfRange(image.rgb(), 3 * i, 3 * i + 3)).containsOnly(expected);
    }
  }

  @Test
  void sixteenBitColourWithAlphaKeepsItsHighBytes() throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 5, 3, 4, new Point());
    Random random = new Random(1);
    int[] samples = random.ints(60, 0, 65536).toArray();
    raster.setPixels(0, 0, 5, 3, samples);
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), true, false, 3, DataBuffer.TYPE_USHORT);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(colours, raster, false, null), "png", png);

    RgbImage image = ImageDecoder.decode(png.toByteArray(), "deep.png");

    for (int i = 0; i < 15; i++) {
      for (int c = 0; c < 3; c++) {
        assertThat(image.rgb()[3 * i + c]).isEqualTo((byte) (samples[4 * i + c] >> 8));
      }
    }
  }

  /** Plugins register themselves; a program that has one must get the same features. */
  @Test
  void readersOfOtherPeopleAreNotAsked() throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    OthersReader others = new OthersReader();
    registry.registerServiceProvider(others, ImageReaderSpi.class);
    registry
        .getServiceProviders(ImageReaderSpi.class, spi -> spi != others, false)
        .forEachRemaining(own -> registry.setOrdering(ImageReaderSpi.class, others, own));
    try {
      assertThatThrownBy(() -> ImageIO.getImageReadersByFormatName("png").next())
          .isInstanceOf(IllegalStateException.class);
      assertThat(ImageDecoder.decode(Golden.bytes("size-1x1.png"), "x").width()).isEqualTo(1);
    } finally {
      registry.deregisterServiceProvider(others);
    }
  }

  private static final class OthersReader extends ImageReaderSpi {
    OthersReader() {
      super(
          "other",
          "1",
          new String[] {"png"},
          new String[] {"png"},
          new String[] {"image/png"},
          ImageReader.class.getName(),
          new Class<?>[] {ImageInputStream.class},
          null,
          false,
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null,
          null);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      throw new IllegalStateException("somebody else's reader");
    }

    @Override
    public String getDescription(Locale locale) {
      return "somebody else's";
    }
  }

  @Test
  void brokenExifLeavesThePictureAsStored() {
    byte[] bytes = Golden.bytes("orientation-6.jpg");
    int exif = new String(bytes, ISO_8859_1).indexOf("Exif\0\0");
    Arrays.fill(bytes, exif + 6, exif + 14, (byte) 0x7f);

    RgbImage image = ImageDecoder.decode(bytes, "x");

    assertThat(image.width()).isEqualTo(23);
  }

  private static void assertRefused(byte[] bytes, String name, String words) {
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, name))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(words);
  }

  /** Signature and IHDR of an 8-bit RGB picture, then an empty IDAT and IEND. */
  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12 + 12);
    png.putLong(0x89504e470d0a1a0aL);
    chunk(
        png,
        "IHDR",
        ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) 2).array());
    chunk(png, "IDAT", new byte[0]);
    chunk(png, "IEND", new byte[0]);
    return png.array();
  }

  private static void chunk(ByteBuffer png, String type, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(ISO_8859_1));
    crc.update(data);
    png.putInt(data.length).put(type.getBytes(ISO_8859_1)).put(data).putInt((int) crc.getValue());
  }
}
