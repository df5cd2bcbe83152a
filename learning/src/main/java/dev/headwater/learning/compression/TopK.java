package dev.headwater.learning.compression;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Only the {@code k = ceil(share * n)} values of largest size are sent, of equal ones those in
 * front, with their positions: {@code 8 k} bytes. Clients add to every vector what they have not
 * sent before (error feedback; Stich, Cordonnier and Jaggi 2018, algorithm 1; Karimireddy, Rebjock,
 * Stich and Jaggi 2019, algorithm 2):
 *
 * <pre>
 * p = w v + r        sent: the k largest of p        r+ = p - sent
 * </pre>
 *
 * where {@code w v} is the weighted vector and {@code r} the client's memory, zero before its first
 * counted round. {@code r+} is remembered if the round counts it. What clipping takes away is not
 * remembered: it would only come back.
 *
 * <p>Without feedback {@code r} is always zero: what is not sent is lost. That is for comparisons.
 *
 * @param share of the values that is sent, above 0 and at most 1
 * @param feedback whether what is not sent is remembered
 */
public record TopK(double share, boolean feedback) implements Compression.Coded {
  static final String NAME = "top-k";

  /** The argument that switches feedback off. */
  private static final String NO_FEEDBACK = "no-feedback";

  private static final int BYTES = Integer.BYTES + Float.BYTES;

  /**
   * Refuses shares outside their range.
   *
   * @param share above 0 and at most 1
   * @param feedback whether what is not sent is remembered
   * @throws IllegalArgumentException for another share
   */
  public TopK {
    Shares.require(NAME, share);
  }

  /**
   * With error feedback.
   *
   * @param share above 0 and at most 1
   * @throws IllegalArgumentException for another share
   */
  public TopK(double share) {
    this(share, true);
  }

  private static TopK of(Arguments arguments) {
    double share = arguments.number(0);
    if (arguments.count() < 2) {
      return new TopK(share);
    }
    String second = arguments.text(1);
    if (!second.equals(NO_FEEDBACK)) {
      throw new IllegalArgumentException(
          "compression: %s:%s,%s (expected: %s:SHARE, or %s:SHARE,%s)"
              .formatted(NAME, share, second, NAME, NAME, NO_FEEDBACK));
    }
    return new TopK(share, false);
  }

  @Override
  public Spec spec() {
    Spec numbers = Spec.of(NAME, share);
    return feedback ? numbers : new Spec(NAME, List.of(numbers.arguments().get(0), NO_FEEDBACK));
  }

  @Override
  public long bytes(int summed) {
    return (long) BYTES * count(summed);
  }

  @Override
  public boolean keepsResidual() {
    return feedback;
  }

  /**
   * {@return the number of values that are sent}
   *
   * @param size of the vector, at least 1
   */
  public int count(int size) {
    return Shares.count(share, size);
  }

  /**
   * {@return the values that are sent, zero in the other places}
   *
   * @param values {@code p}; becomes {@code r+}, zero in the places that are sent
   */
  public float[] take(float[] values) {
    float[] sent = new float[values.length];
    for (int j : Largest.of(values, count(values.length))) {
      sent[j] = values[j];
      values[j] = 0;
    }
    return sent;
  }

  @Override
  public void round(float[] values, KeyedRandom random) {
    float[] sent = take(values);
    System.arraycopy(sent, 0, values, 0, sent.length);
  }

  @Override
  public void shorten(float[] values, double factor) {
    for (int j = 0; j < values.length; j++) {
      values[j] = Shares.towardsZero(values[j] * factor) + 0.0f; // not -0, which would be sent
    }
  }

  /** All positions, then all values. */
  @Override
  public byte[] encode(float[] values) {
    int[] places = Largest.of(values, count(values.length));
    byte[] bytes = new byte[Math.toIntExact(bytes(values.length))];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int j : places) {
      out.putInt(j);
    }
    for (int j : places) {
      out.putFloat(values[j]);
    }
    return bytes;
  }

  @Override
  public float[] decode(byte[] bytes, int size) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = count(size);
    float[] values = new float[size];
    int before = -1;
    for (int i = 0; i < count; i++) {
      int place = in.getInt();
      if (place <= before || place >= size) {
        throw new IllegalArgumentException(
            "position %d of %d: %s (expected: above %d and below %d)"
                .formatted(i, count, Integer.toUnsignedString(place), before, size));
      }
      values[place] = in.getFloat(Integer.BYTES * count + Float.BYTES * i);
      before = place;
    }
    return values;
  }

  /** Its row in the table of compressions. */
  @AutoService(Compressions.Row.class)
  public static final class Row extends Compressions.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "SHARE=0.05,[no-feedback]",
          "the largest values with their positions; clients remember the others",
          TopK::of);
    }
  }
}
