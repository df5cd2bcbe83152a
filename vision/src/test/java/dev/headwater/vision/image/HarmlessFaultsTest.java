package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that change no pixel are forgiven, as libjpeg and libpng do; missing pixels are not. */
class HarmlessFaultsTest {
  private static final byte[] JUNK = "junk\0\1\2".getBytes(ISO_8859_1);

  static Stream<Arguments> harmless() {
    return Stream.of(
        jpeg("bytes after the end", joined(Golden.bytes("420.jpg"), JUNK)),
        jpeg("a film after the end", joined(Golden.bytes("420.jpg"), Golden.bytes("444.jpg"))),
        jpeg("no end", cut(Golden.bytes("420.jpg"), 2)),
        jpeg("half an end", cut(Golden.bytes("420.jpg"), 1)),
        jpeg("bytes before a marker", betweenSegments("420.jpg", JUNK)),
        jpeg("bytes before a marker, and no end", cut(betweenSegments("420.jpg", JUNK), 2)),
        jpeg("fill bytes before a marker", betweenSegments("420.jpg", new byte[] {-1, -1, -1})),
        jpeg("bytes before the end", joined(cut(Golden.bytes("420.jpg"), 2), JUNK, end())),
        jpeg("an odd range of a scan", oddScan(Golden.bytes("420.jpg"))),
        jpeg("an empty profile", parts("420.jpg").before(0xe2, iccPart(0, 0)).file()),
        jpeg("a missing part of a profile", parts("420.jpg").before(0xe2, iccPart(2, 3)).file()),
        jpeg("JFIF of version 3", version3()),
        Arguments.of(
            "no end, in scans", "progressive.jpg", cut(Golden.bytes("progressive.jpg"), 2)),
        png("bytes after the end", joined(Golden.bytes("palette.png"), JUNK)),
        png("no end", pngParts().without("IEND").file()),
        png("half an end", cut(Golden.bytes("palette.png"), 7)),
        png("data in two chunks, and no end", pngParts().split().without("IEND").file()),
        png("a cut text at the end", joined(pngParts().without("IEND").file(), cutText())),
        png("a damaged profile", pngParts().with("iCCP", JUNK).file()),
        png("an unfinished profile", pngParts().with("iCCP", "p\0\0x".getBytes(ISO_8859_1)).file()),
        png("a gamma of nothing", pngParts().with("gAMA", new byte[4]).file()),
        png("a short gamma", pngParts().with("gAMA", new byte[1]).file()),
        png("a long sRGB", pngParts().with("sRGB", JUNK).file()),
        png("an empty sRGB", pngParts().with("sRGB", new byte[0]).file()),
        png("two sRGB", pngParts().with("sRGB", new byte[1]).with("sRGB", new byte[1]).file()),
        png("odd chromaticities", pngParts().with("cHRM", new byte[3]).file()),
        png("a short size", pngParts().with("pHYs", new byte[2]).file()),
        png(
            "a damaged date",
            pngParts().with("tIME", new byte[] {7, -1, 99, 99, 99, 99, 99}).file()),
        png("a damaged text", pngParts().with("zTXt", "k\0\0?".getBytes(ISO_8859_1)).file()),
        png(
            "a text in many languages",
            pngParts().with("iTXt", "k\0\1\7".getBytes(ISO_8859_1)).file()),
        png("a damaged background", pngParts().with("bKGD", new byte[0]).file()),
        png("a long histogram", pngParts().with("hIST", new byte[1025]).file()),
        png("an unknown chunk", pngParts().with("vpAg", JUNK).file()),
        png("a wrong sum of a chunk beside it", wrongSum(pngParts().with("tEXt", JUNK), "tEXt")),
        png("a wrong sum of the end", wrongSum(pngParts(), "IEND")),
        png("too much transparency", pngParts().with("tRNS", new byte[900]).file()));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("harmless")
  void leavesThePictureAsItIs(String fault, String golden, byte[] file) {
    byte[] expected = ImageDecoder.decode(Golden.bytes(golden), golden).rgb();

    assertThat(ImageDecoder.decode(file, fault).rgb()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "444.jpg", "grey.jpg", "progressive.jpg"})
  void jpegThatLacksDataBesidesItsEndIsRefused(String name) {
    byte[] whole = Golden.bytes(name);

    for (int missing = 4; missing < whole.length / 2; missing += 1 + missing / 8) {
      assertTruncated(cut(whole, missing));
      byte[] ended = joined(cut(whole, missing), end());
      assertThatThrownBy(() -> ImageDecoder.decode(ended, name))
          .as("%d bytes missing before the end", missing)
          .isInstanceOf(UserDataException.class);
    }
  }

  @Test
  void progressiveJpegCutBetweenTwoScansIsRefused() {
    byte[] whole = Golden.bytes("progressive.jpg");
    int markers = 0;
    for (int at = 2; at < whole.length - 1; at++) {
      int marker = whole[at] == -1 ? whole[at + 1] & 0xff : 0;
      if (marker == 0xc4 || marker == 0xda) {
        assertTruncated(Arrays.copyOf(whole, at));
        markers++;
      }
    }
    assertThat(markers).isGreaterThan(10);
  }

  @Test
  void pngThatLacksAChunkOfItsDataIsRefused() {
    PngParts split = pngParts().split();
    split.chunks.remove(split.chunks.size() - 2);

    assertTruncated(split.file());
    assertTruncated(split.without("IEND").file());
    assertTruncated(pngParts().without("IDAT").file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"IHDR", "PLTE", "IDAT"})
  void pngWithAWrongSumOfWhatItNeedsIsRefused(String type) {
    assertThatThrownBy(() -> ImageDecoder.decode(wrongSum(pngParts(), type), "cat/7.png"))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("cat/7.png: damaged, a checksum");
  }

  @Test
  void transparencyOfEveryKindLeavesTheStoredColours() {
    for (String name : new String[] {"grey.png", "size-64x64.png", "one-bit.png", "grey-16.png"}) {
      byte[] expected = ImageDecoder.decode(Golden.bytes(name), name).rgb();
      byte[] key = new byte[name.startsWith("size") ? 6 : 2];
      byte[] file = new PngParts(Golden.bytes(name)).with("tRNS", key).file();

      assertThat(ImageDecoder.decode(file, name).rgb()).as(name).isEqualTo(expected);
    }
  }

  @Test
  void orientationOfAPngIsReadWithTheBeginningOfAJpegs() {
    byte[] whole = Golden.bytes("orientation-6.png");
    PngParts parts = new PngParts(whole);
    byte[] exif = parts.the("eXIf");
    byte[] tiff = Arrays.copyOfRange(exif, 8, exif.length - 4);
    byte[] prefixed = joined("Exif\0\0".getBytes(ISO_8859_1), tiff);

    RgbImage image =
        ImageDecoder.decode(parts.without("eXIf").with("eXIf", prefixed).file(), "turned.png");

    assertThat(image.rgb()).isEqualTo(ImageDecoder.decode(whole, "x").rgb());
    assertThat(image.width()).isEqualTo(14);
  }

  private static void assertTruncated(byte[] file) {
    assertThatThrownBy(() -> ImageDecoder.decode(file, "cat/7"))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("cat/7: the file ends in the middle of the picture");
  }

  private static Arguments jpeg(String fault, byte[] file) {
    return Arguments.of(fault, "420.jpg", file);
  }

  private static Arguments png(String fault, byte[] file) {
    return Arguments.of(fault, "palette.png", file);
  }

  private static PngParts pngParts() {
    return new PngParts(Golden.bytes("palette.png"));
  }

  private static JpegParts parts(String golden) {
    return new JpegParts(Golden.bytes(golden));
  }

  private static byte[] betweenSegments(String golden, byte[] junk) {
    JpegParts parts = parts(golden);
    parts.header.add(1, junk);
    parts.header.add(junk);
    return parts.file();
  }

  /** As some cameras write it: 0, 0, 0 where a sequential scan has 0, 63, 0. */
  private static byte[] oddScan(byte[] file) {
    JpegParts parts = new JpegParts(file);
    parts.rest[parts.rest[3]] = 0;
    return parts.file();
  }

  private static byte[] version3() {
    JpegParts parts = parts("420.jpg").bare().jfif();
    parts.header.get(0)[9] = 3;
    return parts.file();
  }

  private static byte[] iccPart(int number, int of) {
    return ("ICC_PROFILE\0" + (char) number + (char) of).getBytes(ISO_8859_1);
  }

  private static byte[] cutText() {
    return cut(PngParts.chunk("tEXt", "Software\0something".getBytes(ISO_8859_1)), 9);
  }

  private static byte[] wrongSum(PngParts parts, String type) {
    byte[] chunk = parts.the(type);
    chunk[chunk.length - 1] ^= 1;
    return parts.file();
  }

  private static byte[] end() {
    return new byte[] {-1, (byte) 0xd9};
  }

  private static byte[] cut(byte[] file, int missing) {
    return Arrays.copyOf(file, file.length - missing);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
