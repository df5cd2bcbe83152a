package dev.headwater.learning.compression;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * 1 byte a value, with stochastic rounding (QSGD; Alistarh, Grubic, Li, Tomioka and Vojnovic 2017,
 * section 3, by the largest value in place of the L2 norm as in their experiments). In every block
 * of {@value #BLOCK} values, with {@code m} the largest size and {@code t = 127 v / m}
 *
 * <pre>
 * q = floor(t) + 1 with probability t - floor(t), else floor(t)        sent: m, q        v' = q m / 127
 * </pre>
 *
 * so that {@code E v' = v}, but for the rounding of {@code v'} to float32 and of the probability to
 * {@code 2^-32}. The error of a value is below {@code m / 127}.
 *
 * <p>A scale for every {@value #BLOCK} values costs 1.6 % more bytes than one a tensor. It follows
 * the size of the values nearby: one large value makes 255 others coarse, not all of a tensor.
 */
public record Int8() implements Compression.Coded {
  static final String NAME = "int8";

  /** Values that share a scale. */
  static final int BLOCK = 256;

  private static final double STEPS = 127;

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public long bytes(int summed) {
    return summed + (long) Float.BYTES * blocks(summed);
  }

  private static int blocks(int size) {
    return size / BLOCK + (size % BLOCK == 0 ? 0 : 1);
  }

  @Override
  public void round(float[] values, KeyedRandom random) {
    for (int from = 0; from < values.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, values.length);
      float most = largest(values, from, to);
      if (!Float.isFinite(most)) {
        Arrays.fill(values, from, to, Float.NaN); // for the coordinator to refuse
      } else if (most == 0) {
        Arrays.fill(values, from, to, 0);
      } else {
        for (int j = from; j < to; j++) {
          double steps = values[j] * STEPS / most;
          double below = Math.floor(steps);
          double draw = Integer.toUnsignedLong(random.nextBits()) * 0x1p-32;
          values[j] = value(draw < steps - below ? below + 1 : below, most);
        }
      }
    }
  }

  /** NaN if there is one. */
  private static float largest(float[] values, int from, int to) {
    float most = 0;
    for (int j = from; j < to; j++) {
      most = Math.max(most, Math.abs(values[j]));
    }
    return most;
  }

  /** Never -0, which has no steps of its own. */
  private static float value(double steps, float most) {
    return (float) (steps * most / STEPS) + 0.0f;
  }

  /**
   * The steps of a decoded value. Its block's largest is a decoded value too, as its steps are 127;
   * so the scale need not be remembered.
   */
  private static double steps(float value, float most) {
    return most == 0 ? 0 : Math.rint(value * STEPS / most);
  }

  @Override
  public void shorten(float[] values, double factor) {
    for (int from = 0; from < values.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, values.length);
      float most = largest(values, from, to);
      float less = Shares.towardsZero(most * factor);
      for (int j = from; j < to; j++) {
        values[j] = value(steps(values[j], most), less);
      }
    }
  }

  @Override
  public byte[] encode(float[] values) {
    byte[] bytes = new byte[Math.toIntExact(bytes(values.length))];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, values.length);
      float most = largest(values, from, to);
      out.putFloat(most);
      for (int j = from; j < to; j++) {
        out.put((byte) steps(values[j], most));
      }
    }
    return bytes;
  }

  @Override
  public float[] decode(byte[] bytes, int size) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[size];
    for (int from = 0; from < size; from += BLOCK) {
      int to = Math.min(from + BLOCK, size);
      float most = in.getFloat();
      boolean usable = most >= 0 && Float.isFinite(most);
      for (int j = from; j < to; j++) {
        byte steps = in.get();
        if (steps == Byte.MIN_VALUE) {
          throw new IllegalArgumentException(
              "value %d: %d steps (expected: -127 to 127)".formatted(j, steps));
        }
        values[j] = usable ? value(steps, most) : Float.NaN;
      }
    }
    return values;
  }

  /** Its row in the table of compressions. */
  @AutoService(Compressions.Row.class)
  public static final class Row extends Compressions.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "1 byte a value, rounded at random without bias", arguments -> new Int8());
    }
  }
}
