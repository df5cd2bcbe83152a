package dev.headwater.client;

import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import org.jspecify.annotations.Nullable;

/**
 * A node's minimum requirements, checked before it sends anything: the coordinator says how a
 * contribution is protected, and a node must not rely on that statement.
 *
 * @param masks whether contributions must be masked
 * @param minSurvivors least number of masked contributions in a sum, at least 2
 * @param clientNoise least noise multiplier for the whole contribution against the coordinator,
 *     local or under the mask; 0 for none
 * @param exampleNoise least noise multiplier of DP-SGD; 0 for none
 */
public record Demands(boolean masks, int minSurvivors, double clientNoise, double exampleNoise) {
  /** No requirements. */
  public static final Demands NONE = new Demands(false, 2, 0, 0);

  /** Tolerance for a multiplier that was divided and multiplied again. */
  private static final double ROUNDING = 1e-9;

  /** Refuses sums over fewer than 2 and multipliers below 0. */
  public Demands {
    if (minSurvivors < 2) {
      throw new IllegalArgumentException(
          "min-survivors: %d (expected: at least 2)".formatted(minSurvivors));
    }
    if (!(clientNoise >= 0) || !(exampleNoise >= 0)) {
      throw new IllegalArgumentException(
          "required noise: %s, %s (expected: at least 0)".formatted(clientNoise, exampleNoise));
    }
  }

  /** The reason why the node must not do {@code work}, or null. */
  @Nullable String unmet(Work work) {
    boolean noise = clientNoise > 0 || exampleNoise > 0;
    if (!(work instanceof Work.Train train)) {
      return noise ? unnoised(work, "scores on this node's pictures") : null;
    }
    LocalWork asked = train.task().work();
    if (noise && asked instanceof Scores) {
      return unnoised(work, "scores on this node's pictures");
    }
    if (noise && asked.statistics()) {
      return unnoised(work, "sums over this node's pictures (%s)".formatted(asked.name()));
    }
    SecAggSetup setup = train.masks();
    if (masks && setup == null) {
      return unmet(
          train,
          "a contribution in the open is asked for",
          "secure aggregation, as --require-secure-aggregation says");
    }
    if (masks && setup != null && setup.minSurvivors() < minSurvivors) {
      return unmet(
          train,
          "sums over only %d clients may be unmasked".formatted(setup.minSurvivors()),
          "at least %d, as --min-survivors says".formatted(minSurvivors));
    }
    Protection protection = train.task().protection();
    if (noise && !protection.secureNoise()) {
      return unmet(
          train, "noise is to follow from the seed", "secure noise; seeded noise hides nothing");
    }
    double client = clientNoise(protection, setup);
    if (client < clientNoise * (1 - ROUNDING)) {
      return unmet(
          train,
          "noise multiplier %s for a client".formatted(client),
          "at least %s, as --require-client-noise says".formatted(clientNoise));
    }
    ExamplePrivacy example = protection.example();
    double ofExamples = example == null ? 0 : example.multiplierOfOneExample();
    return ofExamples < exampleNoise * (1 - ROUNDING)
        ? unmet(
            train,
            "noise multiplier %s for a picture".formatted(ofExamples),
            "at least %s, as --require-example-noise says".formatted(exampleNoise))
        : null;
  }

  /**
   * The noise multiplier against the coordinator: the coordinator's own noise does not count,
   * because it could omit it; under a mask the shares of the fewest survivors count but one,
   * because a peer that colludes knows its own. A contribution is clipped to the norm times its
   * weight, so the noise is measured against the norm times the largest weight.
   */
  private static double clientNoise(Protection protection, @Nullable SecAggSetup masks) {
    ClientPrivacy privacy = protection.client();
    if (privacy == null || privacy.noisePlace() == NoisePlace.NONE) {
      return 0;
    }
    double own = privacy.noiseDeviation() / (privacy.clippingNorm() * protection.weighting().cap());
    if (privacy.noisePlace() == NoisePlace.LOCAL) {
      return own;
    }
    return masks == null ? 0 : own * Math.sqrt(masks.minSurvivors() - 1);
  }

  private static String unnoised(Work work, String what) {
    return "round %d: %s are asked for (expected: none; nothing would noise them, and noise is required here)"
        .formatted(work.round(), what);
  }

  private static String unmet(Work.Train train, String found, String expected) {
    return "round %d: %s (expected: %s; ask whoever runs the coordinator)"
        .formatted(train.round(), found, expected);
  }
}
