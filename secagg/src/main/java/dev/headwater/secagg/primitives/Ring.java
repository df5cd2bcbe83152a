package dev.headwater.secagg.primitives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Integers modulo {@code 2^bits}, 32 or 64, and their little-endian bytes. */
public final class Ring {
  private Ring() {}

  /** The reduced elements, encoded as {@code bits / 8} bytes each. */
  public static Bytes encode(long[] elements, int bits) {
    ByteBuffer buffer =
        ByteBuffer.allocate(elements.length * (bits / 8)).order(ByteOrder.LITTLE_ENDIAN);
    for (long element : elements) {
      if (bits == 32) {
        buffer.putInt((int) element);
      } else {
        buffer.putLong(element);
      }
    }
    return Bytes.owning(buffer.array());
  }

  /** Adds encoded elements to {@code sum}, whose bits above the ring are meaningless. */
  public static void add(Bytes encoded, int bits, long[] sum) {
    ByteBuffer buffer = encoded.view();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += bits == 32 ? buffer.getInt() : buffer.getLong();
    }
  }

  /** The signed representative nearest zero of every element, in place. */
  public static void centre(long[] elements, int bits) {
    if (bits == 32) {
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (int) elements[i];
      }
    }
  }
}
