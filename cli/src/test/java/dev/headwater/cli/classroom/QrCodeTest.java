package dev.headwater.cli.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrCodeTest {
  private static final String ADDRESS = "https://192.168.178.123:8443/join#uX3fP0aVdR1kq2bN5sTgYw";
  private static final int SCALE = 6;

  @Test
  void theCodeOfThePageIsReadBack() throws Exception {
    List<String> rows = QrCode.of(ADDRESS).rows();
    assertThat(read(rows)).isEqualTo(ADDRESS);
  }

  @Test
  void theCodeOfTheTerminalIsReadBackInBothWaysOfDrawingIt() throws Exception {
    QrCode code = QrCode.of(ADDRESS);
    for (boolean colours : new boolean[] {true, false}) {
      // What a half block draws is dark on black and white, and light on a dark background.
      List<String> rows =
          code.lines(colours).stream()
              .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
              .flatMap(
                  line ->
                      List.of(
                          half(line, "\u2588\u2580", colours), half(line, "\u2588\u2584", colours))
                          .stream())
              .toList();
      assertThat(rows.get(0)).hasSize(code.columns());
      assertThat(read(rows)).isEqualTo(ADDRESS);
    }
  }

  @Test
  void aCodeOfAUsualAddressFitsInATerminalOfEightyColumnsAndTwentyFourLines() {
    QrCode code = QrCode.of(ADDRESS);
    assertThat(code.columns()).isLessThanOrEqualTo(80);
    assertThat(code.lines(true)).hasSizeLessThanOrEqualTo(24);
  }

  private static String half(String line, String drawn, boolean dark) {
    StringBuilder row = new StringBuilder();
    line.chars().forEach(c -> row.append((drawn.indexOf(c) >= 0) == dark ? '1' : '0'));
    return row.toString();
  }

  private static String read(List<String> rows) throws Exception {
    int height = rows.size() * SCALE;
    int width = rows.get(0).length() * SCALE;
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = rows.get(y / SCALE).charAt(x / SCALE) == '1' ? 0 : 0xffffff;
      }
    }
    try {
      return new QRCodeReader()
          .decode(
              new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))))
          .getText();
    } catch (NotFoundException e) {
      return "no code was found";
    }
  }
}
