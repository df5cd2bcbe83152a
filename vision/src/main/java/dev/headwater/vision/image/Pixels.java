package dev.headwater.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * ImageIO's many raster layouts to plain RGB, as Pillow's {@code convert("RGB")} does it: alpha is
 * dropped, grey is repeated, colour profiles are not applied. It reads samples and not {@link
 * BufferedImage#getRGB}, which would bend grey values through a colour space.
 */
final class Pixels {
  /** An eighth of the range: 12 bits in 16 end at a sixteenth. */
  private static final int DARK = 1 << 13;

  private Pixels() {}

  static RgbImage toRgb(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    return new RgbImage(w, h, rgb(image, w, h), isNearlyBlack(image.getRaster(), w, h));
  }

  /** Whether these are grey values of 16 bits, all below {@link #DARK}. */
  private static boolean isNearlyBlack(Raster raster, int w, int h) {
    if (raster.getDataBuffer().getDataType() != DataBuffer.TYPE_USHORT
        || raster.getNumBands() > 2
        || raster.getSampleModel().getSampleSize(0) != Short.SIZE) {
      return false;
    }
    int[] row = new int[w];
    for (int y = 0; y < h; y++) {
      for (int value : raster.getSamples(0, y, w, 1, 0, row)) {
        if (value >= DARK) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte[] rgb(BufferedImage image, int w, int h) {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      return indexed(raster, palette, w, h);
    }
    if (colours instanceof ComponentColorModel) {
      if (raster.getDataBuffer() instanceof DataBufferByte data
          && raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
          && data.getNumBanks() == 1
          && raster.getSampleModelTranslateX() == 0
          && raster.getSampleModelTranslateY() == 0) {
        return interleaved(data, layout, w, h);
      }
      int type = raster.getDataBuffer().getDataType();
      if (type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_BYTE) {
        return samples(raster, type == DataBuffer.TYPE_USHORT ? 8 : 0, w, h);
      }
    }
    return packed(image, w, h);
  }

  /** JPEG, and most PNG: where it is three bytes a pixel already, the array itself is handed on. */
  private static byte[] interleaved(
      DataBufferByte data, PixelInterleavedSampleModel layout, int w, int h) {
    byte[] in = data.getData();
    int[] bands = layout.getBandOffsets();
    int step = layout.getPixelStride();
    if (step == 3
        && layout.getScanlineStride() == 3 * w
        && data.getOffset() == 0
        && in.length == 3L * w * h) {
      if (Arrays.equals(bands, new int[] {0, 1, 2})) {
        return in;
      }
      if (Arrays.equals(bands, new int[] {2, 1, 0})) {
        swapRedAndBlue(in);
        return in;
      }
    }
    boolean grey = bands.length < 3;
    int red = bands[0];
    int green = grey ? red : bands[1];
    int blue = grey ? red : bands[2];
    byte[] out = new byte[3 * w * h];
    int to = 0;
    for (int y = 0; y < h; y++) {
      int at = data.getOffset() + y * layout.getScanlineStride();
      for (int x = 0; x < w; x++, at += step) {
        out[to++] = in[at + red];
        out[to++] = in[at + green];
        out[to++] = in[at + blue];
      }
    }
    return out;
  }

  private static void swapRedAndBlue(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
  }

  private static byte[] indexed(Raster raster, IndexColorModel palette, int w, int h) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    byte[] out = new byte[3 * w * h];
    int[] row = new int[w];
    int to = 0;
    for (int y = 0; y < h; y++) {
      raster.getSamples(0, y, w, 1, 0, row);
      for (int index : row) {
        // Beyond the palette is undefined in PNG and GIF; black, as Pillow has it.
        to = put(out, to, index < colours.length ? colours[index] : 0);
      }
    }
    return out;
  }

  /** 16-bit samples keep their high byte. */
  private static byte[] samples(Raster raster, int shift, int w, int h) {
    int bands = raster.getNumBands();
    int green = bands < 3 ? 0 : 1;
    int blue = bands < 3 ? 0 : 2;
    byte[] out = new byte[3 * w * h];
    int[] row = new int[bands * w];
    int to = 0;
    for (int y = 0; y < h; y++) {
      raster.getPixels(0, y, w, 1, row);
      for (int at = 0; at < row.length; at += bands) {
        out[to++] = (byte) (row[at] >> shift);
        out[to++] = (byte) (row[at + green] >> shift);
        out[to++] = (byte) (row[at + blue] >> shift);
      }
    }
    return out;
  }

  /** BMP's packed integers, always sRGB. */
  private static byte[] packed(BufferedImage image, int w, int h) {
    byte[] out = new byte[3 * w * h];
    int[] row = new int[w];
    int to = 0;
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int pixel : row) {
        to = put(out, to, pixel);
      }
    }
    return out;
  }

  private static int put(byte[] out, int at, int argb) {
    out[at] = (byte) (argb >> 16);
    out[at + 1] = (byte) (argb >> 8);
    out[at + 2] = (byte) argb;
    return at + 3;
  }
}
