package dev.headwater.cli.classroom;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A QR code of a text (ISO/IEC 18004, drawn by ZXing). */
final class QrCode {
  /** Light modules around a code, in which a camera finds it. The standard asks for 4. */
  private static final int MARGIN = 4;

  private static final int TERMINAL_MARGIN = 2;
  private static final String BLACK_ON_WHITE = "\u001b[30;107m";
  private static final String RESET = "\u001b[0m";

  private final BitMatrix modules;

  private QrCode(BitMatrix modules) {
    this.modules = modules;
  }

  static QrCode of(String text) {
    try {
      return new QrCode(
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.MARGIN,
                      0,
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.M)));
    } catch (WriterException e) {
      throw new IllegalArgumentException(
          "address: of %d characters (expected: one that fits in a QR code)"
              .formatted(text.length()),
          e);
    }
  }

  /** Rows from the top, a character a module: {@code 1} is dark. With the margin. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int y = -MARGIN; y < modules.getHeight() + MARGIN; y++) {
      StringBuilder row = new StringBuilder();
      for (int x = -MARGIN; x < modules.getWidth() + MARGIN; x++) {
        row.append(dark(x, y) ? '1' : '0');
      }
      rows.add(row.toString());
    }
    return rows;
  }

  /** Columns of a terminal that {@link #lines} need. */
  int columns() {
    return modules.getWidth() + 2 * TERMINAL_MARGIN;
  }

  /**
   * Lines for a terminal, two rows of modules a line.
   *
   * @param colours whether the terminal can be told to draw black on white; otherwise its
   *     background is taken for dark
   */
  List<String> lines(boolean colours) {
    List<String> lines = new ArrayList<>();
    for (int y = -TERMINAL_MARGIN; y < modules.getHeight() + TERMINAL_MARGIN; y += 2) {
      StringBuilder line = new StringBuilder(colours ? BLACK_ON_WHITE : "");
      for (int x = -TERMINAL_MARGIN; x < modules.getWidth() + TERMINAL_MARGIN; x++) {
        // On black and white the drawn half is dark; on a dark background it is light.
        boolean upper = dark(x, y) == colours;
        boolean lower = dark(x, y + 1) == colours;
        line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
      }
      lines.add(line.append(colours ? RESET : "").toString());
    }
    return lines;
  }

  private boolean dark(int x, int y) {
    return x >= 0
        && y >= 0
        && x < modules.getWidth()
        && y < modules.getHeight()
        && modules.get(x, y);
  }
}
