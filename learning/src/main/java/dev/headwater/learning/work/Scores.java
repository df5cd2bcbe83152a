package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how many of a client's held-out examples each of several parameter vectors classifies
 * correctly, so that the coordinator can choose between them by an exact sum. The vectors are
 * broadcast one behind the other as {@value #CANDIDATES}. A client without held-out examples
 * uploads zeros.
 *
 * <pre>
 * correct[k] = number of held-out examples that candidate k classifies correctly, then their number
 * </pre>
 *
 * @param candidates number of candidates, 1 to {@value #MOST}
 */
public record Scores(int candidates) implements LocalWork {
  /** The broadcast, {@code [candidates x model]}. */
  public static final String CANDIDATES = "candidates";

  /** {@code [candidates + 1]}, of 16 fraction bits. */
  public static final String CORRECT = "correct";

  /** Most candidates of one round. */
  public static final int MOST = 64;

  /** A grid of integers has a few fraction bits at least, which stay 0. */
  private static final int FRACTION_BITS = FixedPoint.MIN_FRACTION_BITS;

  /** Most held-out examples of one client. */
  private static final int MAX_EXAMPLES = 1 << 24;

  /**
   * Refuses numbers of candidates outside their range.
   *
   * @param candidates 1 to {@value #MOST}
   * @throws IllegalArgumentException for another number
   */
  public Scores {
    if (candidates < 1 || candidates > MOST) {
      throw new IllegalArgumentException(
          "scores: %d candidates (expected: 1 to %d)".formatted(candidates, MOST));
    }
  }

  @Override
  public String name() {
    return "scores";
  }

  /** Uniform: held-out examples are counted, whatever was trained on. */
  @Override
  public Weighting weighting(Weighting ofRun, int clients, boolean masked) {
    return new Weighting.Uniform();
  }

  @Override
  public boolean everybody() {
    return true;
  }

  @Override
  public boolean computesLoss() {
    return false;
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    Layout layout = new Layout(List.of(new TensorSpec(CORRECT, List.of(candidates + 1))));
    return List.of(Output.ofIntegers(CORRECT, layout, MAX_EXAMPLES, FRACTION_BITS));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    Model model = input.model();
    Examples heldOut = input.heldOut();
    int size = model.layout().size();
    float[] all = input.broadcast().get(CANDIDATES);
    if (all.length != (long) candidates * size) {
      throw new IllegalArgumentException(
          "broadcast: %s has %d values (expected: %d, %d for each of %d candidates)"
              .formatted(CANDIDATES, all.length, (long) candidates * size, size, candidates));
    }
    long[] correct = new long[candidates + 1];
    try (Examples.Turn turn = heldOut.turn()) {
      for (int k = 0; k < candidates; k++) {
        Parameters candidate =
            Parameters.owning(model.layout(), Arrays.copyOfRange(all, k * size, (k + 1) * size));
        correct[k] = model.score(candidate, turn.examples()).numCorrect();
      }
    }
    correct[candidates] = heldOut.size();
    for (int k = 0; k <= candidates; k++) {
      correct[k] <<= FRACTION_BITS;
    }
    return new LocalResult(List.of(new Values.Integers(correct)), 0);
  }

  /**
   * {@return the broadcast of these candidates}
   *
   * @param candidates of one layout
   */
  public static float[] broadcast(List<Parameters> candidates) {
    int size = candidates.get(0).size();
    float[] all = new float[Math.multiplyExact(candidates.size(), size)];
    for (int k = 0; k < candidates.size(); k++) {
      System.arraycopy(candidates.get(k).toArray(), 0, all, k * size, size);
    }
    return all;
  }

  /**
   * {@return correctly classified examples by candidate, without their number; empty if nobody
   * holds out anything, so that nothing decides}
   *
   * @param units the sum of all contributions
   */
  public static long[] counts(long[] units) {
    int candidates = units.length - 1;
    if (units[candidates] == 0) {
      return new long[0];
    }
    long[] counts = Arrays.copyOf(units, candidates);
    for (int k = 0; k < candidates; k++) {
      counts[k] >>= FRACTION_BITS;
    }
    return counts;
  }
}
