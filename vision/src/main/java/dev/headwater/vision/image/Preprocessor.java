package dev.headwater.vision.image;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Performs a {@link Preprocessing}, bit for bit as torchvision does on Pillow images: {@code
 * Resize(size, BILINEAR)}, {@code CenterCrop(size)}, {@code ToTensor()}, {@code Normalize(mean,
 * std)}.
 *
 * <p>Only what the crop keeps is computed, and one row at a time, so memory does not grow with the
 * picture. It keeps scratch arrays and the last weights: one instance per thread, not to be shared.
 */
public final class Preprocessor {
  private static final int CHANNELS = 3;

  private final int size;
  private final float[][] normalised = new float[CHANNELS][256];
  private final byte[] cropped;
  private final float[] planes;

  /** Sums of the vertical pass, {@code [size, size, 3]}. */
  private final int[] sums;

  /** One row after the horizontal pass, {@code [size, 3]}. */
  private final int[] line;

  private @Nullable Coefficients across;
  private @Nullable Coefficients down;

  /** Prepares the table that takes a byte to its normalised value. */
  public Preprocessor(Preprocessing contract) {
    size = contract.imageSize();
    cropped = new byte[CHANNELS * size * size];
    planes = new float[CHANNELS * size * size];
    sums = new int[CHANNELS * size * size];
    line = new int[CHANNELS * size];
    for (int c = 0; c < CHANNELS; c++) {
      float mean = contract.mean().get(c);
      float std = contract.std().get(c);
      for (int v = 0; v < 256; v++) {
        normalised[c][v] = (v / 255f - mean) / std;
      }
    }
  }

  /** Floats a picture becomes: {@code 3 * size * size}. */
  public int floats() {
    return planes.length;
  }

  /**
   * Writes the picture as {@code [3, size, size]} at the buffer's position and moves it on.
   *
   * @throws java.nio.BufferOverflowException if fewer than {@link #floats} remain
   */
  public void apply(RgbImage image, FloatBuffer into) {
    apply(image, planes, 0);
    into.put(planes);
  }

  /** Writes the picture as {@code [3, size, size]} from {@code into[offset]} on. */
  public void apply(RgbImage image, float[] into, int offset) {
    crop(image);
    int area = size * size;
    for (int c = 0; c < CHANNELS; c++) {
      float[] table = normalised[c];
      int to = offset + c * area;
      for (int i = c; i < cropped.length; i += CHANNELS) {
        into[to++] = table[cropped[i] & 0xff];
      }
    }
  }

  /** The first two steps alone: the picture resized and cropped, still 8-bit. */
  public RgbImage resizeAndCrop(RgbImage image) {
    crop(image);
    return new RgbImage(size, size, cropped.clone());
  }

  private void crop(RgbImage image) {
    int w = image.width();
    int h = image.height();
    int resizedWidth = w <= h ? size : longer(w, h);
    int resizedHeight = w <= h ? longer(h, w) : size;
    int left = offset(resizedWidth);
    int top = offset(resizedHeight);
    Coefficients columns = null;
    if (resizedWidth != w) {
      columns = reuse(across, w, resizedWidth, left);
      across = columns;
    }
    if (resizedHeight == h && columns == null) {
      for (int y = 0; y < size; y++) {
        int from = CHANNELS * ((top + y) * w + left);
        System.arraycopy(image.rgb(), from, cropped, y * line.length, line.length);
      }
    } else if (resizedHeight == h) {
      for (int y = 0; y < size; y++) {
        horizontal(image, top + y, columns, left);
        for (int i = 0; i < line.length; i++) {
          cropped[y * line.length + i] = (byte) line[i];
        }
      }
    } else {
      down = reuse(down, h, resizedHeight, top);
      resizeRows(image, columns, left, down);
    }
  }

  /** torchvision's {@code int(size * long / short)}: one division in double, then truncation. */
  private int longer(int longSide, int shortSide) {
    return (int) ((double) ((long) size * longSide) / shortSide);
  }

  /** torchvision's {@code int(round((side - size) / 2.0))}: Python rounds halves to even. */
  private int offset(int side) {
    return (int) Math.rint((side - size) / 2.0);
  }

  private Coefficients reuse(@Nullable Coefficients last, int in, int out, int from) {
    return last != null && last.fits(in, out, from, size)
        ? last
        : Coefficients.of(in, out, from, size);
  }

  /**
   * Each input row is resized once and added to the outputs that see it: integer sums do not mind
   * the order. The windows only move forward, so two marks find them.
   */
  private void resizeRows(
      RgbImage image, @Nullable Coefficients columns, int left, Coefficients rows) {
    Arrays.fill(sums, Coefficients.HALF);
    int done = 0;
    int open = 0;
    for (int y = rows.first()[0]; y < rows.end(size - 1); y++) {
      while (done < size && rows.end(done) <= y) {
        done++;
      }
      while (open < size && rows.first()[open] <= y) {
        open++;
      }
      horizontal(image, y, columns, left);
      for (int out = done; out < open; out++) {
        int weight = rows.weights()[out][y - rows.first()[out]];
        int at = out * line.length;
        for (int i = 0; i < line.length; i++) {
          sums[at + i] += weight * line[i];
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      cropped[i] = (byte) Coefficients.toByte(sums[i]);
    }
  }

  /** Fills {@link #line} with row {@code y}: resized, or just cut out where the width stays. */
  private void horizontal(RgbImage image, int y, @Nullable Coefficients columns, int left) {
    byte[] rgb = image.rgb();
    int row = CHANNELS * y * image.width();
    if (columns == null) {
      int at = row + CHANNELS * left;
      for (int i = 0; i < line.length; i++) {
        line[i] = rgb[at + i] & 0xff;
      }
      return;
    }
    int[] first = columns.first();
    int[][] weights = columns.weights();
    for (int x = 0; x < size; x++) {
      int red = Coefficients.HALF;
      int green = Coefficients.HALF;
      int blue = Coefficients.HALF;
      int at = row + CHANNELS * first[x];
      for (int weight : weights[x]) {
        red += weight * (rgb[at] & 0xff);
        green += weight * (rgb[at + 1] & 0xff);
        blue += weight * (rgb[at + 2] & 0xff);
        at += CHANNELS;
      }
      line[CHANNELS * x] = Coefficients.toByte(red);
      line[CHANNELS * x + 1] = Coefficients.toByte(green);
      line[CHANNELS * x + 2] = Coefficients.toByte(blue);
    }
  }
}
