package dev.headwater.simulations.output.state;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers of 64 bits in float32 tensors, which any reader of safetensors can open: three pieces of
 * 24, 24 and 16 bits, each a whole number that float32 holds exactly.
 */
final class Bits {
  private static final int[] SHIFTS = {40, 16, 0};
  private static final long[] MASKS = {0xFFFFFF, 0xFFFFFF, 0xFFFF};

  private Bits() {}

  static List<Tensor> ofDoubles(String name, double[] values) {
    return ofLongs(name, Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  static List<Tensor> ofLongs(String name, long[] values) {
    List<Tensor> tensors = new ArrayList<>();
    for (int piece = 0; piece < SHIFTS.length; piece++) {
      float[] part = new float[values.length];
      for (int j = 0; j < part.length; j++) {
        part[j] = values[j] >>> SHIFTS[piece] & MASKS[piece];
      }
      tensors.add(new Tensor(name + "/" + piece, List.of(part.length), part));
    }
    return tensors;
  }

  static double[] doubles(Safetensors file, String name) {
    return Arrays.stream(longs(file, name)).mapToDouble(Double::longBitsToDouble).toArray();
  }

  static long[] longs(Safetensors file, String name) {
    long[] values = new long[0];
    for (int piece = 0; piece < SHIFTS.length; piece++) {
      float[] part = file.tensor(name + "/" + piece).values();
      values = piece == 0 ? new long[part.length] : values;
      if (part.length != values.length) {
        throw new UserDataException(
            "%s: tensor %s/%d has %d values (expected: %d, as the first of its pieces)"
                .formatted(file.source(), name, piece, part.length, values.length));
      }
      for (int j = 0; j < part.length; j++) {
        values[j] |= (long) part[j] << SHIFTS[piece];
      }
    }
    return values;
  }
}
