package dev.headwater.learning.compression;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.random.KeyedRandom;
import org.jspecify.annotations.Nullable;

/**
 * How real vectors are shortened before they are uploaded. One rule keeps simulations, nodes and
 * tabs equal: the client encodes and decodes, and everything after that (clipping is checked, the
 * sum is added, the server decodes) works on the decoded values. Sums of them are exact as ever.
 *
 * <p>Integers are never compressed, nor real vectors whose grid is given: both are summed exactly.
 */
public sealed interface Compression permits Uncompressed, RandomK, Compression.Coded {
  /** {@return its name and arguments, as the table of compressions reads them} */
  Spec spec();

  /**
   * {@return bytes of one encoded vector}
   *
   * @param summed values of the vector as it is summed, at least 1
   */
  long bytes(int summed);

  /**
   * {@return what the positions of the summed vector mean}
   *
   * @param name of the vector
   * @param own its layout where it is not compressed
   */
  default Layout summed(String name, Layout own) {
    return own;
  }

  /**
   * {@return the factor between a value of the vector and the same value as it is summed, at least
   * 1}
   *
   * @param size values of the vector where it is not compressed
   */
  default double scale(int size) {
    return 1;
  }

  /** {@return whether clients remember what they did not send, and send it later} */
  default boolean keepsResidual() {
    return false;
  }

  /** Values in another form than float32. */
  sealed interface Coded extends Compression permits Float16, Int8, TopK {

    /**
     * Replaces values by the nearest, or a randomly chosen near one, that this form can express.
     * Where a value is not finite or too large, the result has one that is not finite, which the
     * coordinator refuses.
     *
     * @param values any; changed in place
     * @param random decides roundings
     */
    void round(float[] values, KeyedRandom random);

    /**
     * Shortens a vector by about a factor, so that this form can still express it. No value grows.
     *
     * @param values finite, a result of {@link #round} or of this method; changed in place
     * @param factor in [0, 1]; 0 gives zeros
     */
    void shorten(float[] values, double factor);

    /**
     * {@return the values as bytes, without a loss: {@link #decode} gives the same bits}
     *
     * @param values a result of {@link #round}
     */
    byte[] encode(float[] values);

    /**
     * {@return the values; some may be infinite or NaN}
     *
     * @param bytes as many as {@link #bytes} says, from any source
     * @param size number of values
     * @throws IllegalArgumentException if they are no encoding of so many values
     */
    float[] decode(byte[] bytes, int size);

    /**
     * {@return the reason why a vector in this form lost a value that was too large, or null}
     *
     * @param values decoded
     */
    default @Nullable String problemOf(float[] values) {
      return null;
    }
  }
}
