package dev.headwater.learning.compression;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/**
 * IEEE 754 binary16, 2 bytes a value: rounded to the nearest, of two to the even one. A value from
 * {@code 2^-14} to 65504 keeps 11 significant bits; smaller ones are multiples of {@code 2^-24}; a
 * contribution with a larger one is refused.
 */
public record Float16() implements Compression.Coded {
  static final String NAME = "float16";

  /** The largest value that is sent. */
  public static final float MAX = Binary16.MAX;

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public long bytes(int summed) {
    return (long) Short.BYTES * summed;
  }

  @Override
  public void round(float[] values, KeyedRandom random) {
    for (int j = 0; j < values.length; j++) {
      values[j] = Binary16.toFloat(Binary16.of(values[j]));
    }
  }

  @Override
  public void shorten(float[] values, double factor) {
    for (int j = 0; j < values.length; j++) {
      values[j] = Binary16.toFloat(Binary16.towardsZero(values[j] * factor));
    }
  }

  @Override
  public byte[] encode(float[] values) {
    byte[] bytes = new byte[Short.BYTES * values.length];
    ShortBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    for (float value : values) {
      halves.put(Binary16.of(value));
    }
    return bytes;
  }

  @Override
  public float[] decode(byte[] bytes, int size) {
    ShortBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    float[] values = new float[size];
    for (int j = 0; j < size; j++) {
      values[j] = Binary16.toFloat(halves.get());
    }
    return values;
  }

  @Override
  public @Nullable String problemOf(float[] values) {
    for (int j = 0; j < values.length; j++) {
      if (Float.isInfinite(values[j])) {
        return "value %d: beyond float16 (expected: at most %.0f in size; the training has diverged, lower --lr, or take --compression int8)"
            .formatted(j, MAX);
      }
    }
    return null;
  }

  /** Its row in the table of compressions. */
  @AutoService(Compressions.Row.class)
  public static final class Row extends Compressions.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "2 bytes a value, rounded to the nearest", arguments -> new Float16());
    }
  }
}
