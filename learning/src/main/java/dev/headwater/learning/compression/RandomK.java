package dev.headwater.learning.compression;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.BitSet;
import java.util.List;

/**
 * Only {@code k = ceil(share * n)} values are sent, in {@code 4 k} bytes: the same places for all
 * clients of a round, drawn from the run's seed, so that no positions travel. They are multiplied
 * by {@code n / k}, so that the expectation over the draw is the whole vector (the shared-seed
 * "random mask" of Konecny et al. 2016, "Federated Learning: Strategies for Improving Communication
 * Efficiency", section 2).
 *
 * <p>The sum has {@code k} places, masked or not; the coordinator puts them back among {@code n}.
 *
 * @param share of the values that is sent, above 0 and at most 1
 */
public record RandomK(double share) implements Compression {
  static final String NAME = "random-k";

  /**
   * Refuses shares outside their range.
   *
   * @param share above 0 and at most 1
   * @throws IllegalArgumentException for another share
   */
  public RandomK {
    Shares.require(NAME, share);
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, share);
  }

  @Override
  public long bytes(int summed) {
    return (long) Float.BYTES * summed;
  }

  @Override
  public Layout summed(String name, Layout own) {
    return new Layout(List.of(new TensorSpec(name, List.of(Shares.count(share, own.size())))));
  }

  @Override
  public double scale(int size) {
    return (double) size / Shares.count(share, size);
  }

  /**
   * {@return the places of a round, {@code [k]}, ascending} Every subset of {@code k} has the same
   * probability (Floyd's algorithm; Bentley and Floyd 1987).
   *
   * @param size of the vector, at least 1
   * @param seed of the run
   * @param round 1-based
   * @param name of the vector: vectors of one contribution have places of their own
   */
  public int[] places(int size, long seed, int round, String name) {
    KeyedRandom random = KeyedRandom.of(seed, round, name, Purpose.COORDINATES);
    BitSet chosen = new BitSet(size);
    for (int last = size - Shares.count(share, size); last < size; last++) {
      int place = random.nextInt(last + 1);
      chosen.set(chosen.get(place) ? last : place);
    }
    return chosen.stream().toArray();
  }

  /**
   * {@return the values in these places, times {@code n / k}, {@code [k]}}
   *
   * @param values {@code [n]}
   * @param places ascending
   */
  public float[] take(float[] values, int[] places) {
    double scale = scale(values.length);
    float[] taken = new float[places.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = (float) (values[places[i]] * scale);
    }
    return taken;
  }

  /** Its row in the table of compressions. */
  @AutoService(Compressions.Row.class)
  public static final class Row extends Compressions.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "SHARE=0.1",
          "values in random places, the same for all clients of a round; goes with masks",
          a -> new RandomK(a.number(0)));
    }
  }
}
