package dev.headwater.learning.training.kernels;

import java.util.Arrays;

/**
 * The kernel in plain loops, for Java runtimes without vectors.
 *
 * <p>HotSpot's C2 compiles loops to vector instructions if they go element by element and read
 * every array at the same index, at most six arrays in one loop; an offset into one of them or a
 * running sum makes a loop scalar, many times slower. So many rows are turned first: a loop then
 * goes over rows, and adds to one partial sum of all of them.
 */
final class PlainKernel implements Kernel {
  /** Rows that are turned at once: what is turned fits the second-level cache. */
  private static final int TURNED = 64;

  /** Features that are turned at once: what is written then fits the first-level cache. */
  private static final int CHUNK = 128;

  /** Fewer rows are not worth turning. */
  private static final int FEW = 12;

  private static final int AT_ONCE = 4;

  /** Rows that are copied at once, each to an array of its own. */
  private static final int COPIED = 8;

  /** Arrays of one thread, for the widest rows so far, as its last call left them. */
  private static final class Room {
    private static final ThreadLocal<Room> ROOMS = ThreadLocal.withInitial(() -> new Room(0));

    final float[][] turned;
    final float[][] sums = new float[LANES][TURNED];
    final float[][] own;
    final float[] sum;

    private Room(int width) {
      this.turned = new float[width][TURNED];
      this.own = new float[COPIED][width];
      this.sum = new float[width];
    }

    static Room mine(int width) {
      Room room = ROOMS.get();
      if (room.sum.length < width) {
        room = new Room(width);
        ROOMS.set(room);
      }
      return room;
    }
  }

  @Override
  public String description() {
    return "plain loops";
  }

  @Override
  public void products(
      float[] x,
      int[] rows,
      int from,
      int to,
      float[] w,
      int classes,
      int width,
      float[] z,
      int z0) {
    if (to - from < FEW) {
      for (int i = from; i < to; i++) {
        for (int c = 0; c < classes; c++) {
          z[z0 + (i - from) * classes + c] = dot(x, rows[i] * width, w, c * width, width);
        }
      }
      return;
    }
    Room room = Room.mine(width);
    for (int begin = from; begin < to; begin += TURNED) {
      int count = Math.min(TURNED, to - begin);
      turn(x, rows, begin, count, width, room.turned);
      for (int c = 0; c < classes; c++) {
        float[] product = products(room.turned, width, count, w, c * width, room.sums);
        for (int r = 0; r < count; r++) {
          z[z0 + (begin + r - from) * classes + c] = product[r];
        }
      }
    }
  }

  private static void turn(
      float[] x, int[] rows, int begin, int count, int width, float[][] turned) {
    for (int first = 0; first < width; first += CHUNK) {
      int end = Math.min(width, first + CHUNK);
      for (int r = 0; r < count; r++) {
        int at = rows[begin + r] * width;
        for (int k = first; k < end; k++) {
          turned[k][r] = x[at + k];
        }
      }
    }
  }

  /** The products of all turned rows with one row of {@code w}. */
  private static float[] products(
      float[][] turned, int width, int count, float[] w, int at, float[][] sums) {
    for (int lane = 0; lane < LANES; lane++) {
      float[] sum = sums[lane];
      Arrays.fill(sum, 0);
      int k = lane;
      for (; k + (AT_ONCE - 1) * LANES < width; k += AT_ONCE * LANES) {
        addFour(
            sum,
            turned[k],
            turned[k + LANES],
            turned[k + 2 * LANES],
            turned[k + 3 * LANES],
            w[at + k],
            w[at + k + LANES],
            w[at + k + 2 * LANES],
            w[at + k + 3 * LANES],
            count);
      }
      for (; k < width; k += LANES) {
        Vectors.addScaled(sum, turned[k], w[at + k]);
      }
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        Vectors.addScaled(sums[lane], sums[lane + half], 1);
      }
    }
    return sums[0];
  }

  private static float dot(float[] x, int x0, float[] w, int w0, int width) {
    float[] s = new float[LANES];
    int whole = width - width % LANES;
    for (int k = 0; k < whole; k += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        s[lane] += x[x0 + k + lane] * w[w0 + k + lane];
      }
    }
    for (int k = whole; k < width; k++) {
      s[k - whole] += x[x0 + k] * w[w0 + k];
    }
    return Partials.fold(s, 0);
  }

  @Override
  public void combine(
      float[] y,
      int classes,
      int width,
      float[] a,
      int stride,
      float[] x,
      int[] rows,
      int from,
      int to) {
    Room room = Room.mine(width);
    float[] sum = room.sum;
    float[][] own = room.own;
    for (int begin = from; begin < to; begin += COPIED) {
      int count = Math.min(COPIED, to - begin);
      for (int r = 0; r < count; r++) {
        System.arraycopy(x, rows[begin + r] * width, own[r], 0, width);
      }
      for (int c = 0; c < classes; c++) {
        System.arraycopy(y, c * width, sum, 0, width);
        int f = c * stride + begin;
        int r = 0;
        for (; r + AT_ONCE <= count; r += AT_ONCE, f += AT_ONCE) {
          addFour(
              sum,
              own[r],
              own[r + 1],
              own[r + 2],
              own[r + 3],
              a[f],
              a[f + 1],
              a[f + 2],
              a[f + 3],
              width);
        }
        for (; r < count; r++, f++) {
          Vectors.addScaled(sum, own[r], a[f], width);
        }
        System.arraycopy(sum, 0, y, c * width, width);
      }
    }
  }

  /** {@code y += c0 x0 + c1 x1 + c2 x2 + c3 x3}, one after the other. */
  private static void addFour(
      float[] y,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float c0,
      float c1,
      float c2,
      float c3,
      int count) {
    for (int i = 0; i < count; i++) {
      y[i] = (((y[i] + c0 * x0[i]) + c1 * x1[i]) + c2 * x2[i]) + c3 * x3[i];
    }
  }

  @Override
  public void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
    for (int i = from; i < to; i++) {
      float max = z[i];
      for (int c = 1; c < classes; c++) {
        max = Math.max(max, z[c * stride + i]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double e = Vectors.exp((double) z[c * stride + i] - max);
        z[c * stride + i] = (float) e;
        sum += e;
      }
      float scale = (float) (1 / sum);
      for (int c = 0; c < classes; c++) {
        z[c * stride + i] *= scale;
      }
      largest[i] = max;
      sums[i] = sum;
    }
  }

  @Override
  public void addRounded(long[] sums, float[] values, int from, int to, double unit) {
    for (int k = from; k < to; k++) {
      sums[k] += (long) Math.rint(values[k] * unit);
    }
  }

  /** Sizes of floats are ordered as their bits are, and NaN is above all. */
  @Override
  public float largest(float[] values, int from, int to) {
    int most = 0;
    for (int k = from; k < to; k++) {
      most = Math.max(most, Float.floatToRawIntBits(values[k]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(most);
  }
}
