package dev.headwater.client.policy;

import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.Scores;
import dev.headwater.proto.codec.Work;
import org.jspecify.annotations.Nullable;

/**
 * A node's minimum requirements, checked before it sends anything: the coordinator says how a
 * contribution is protected, and a node must not rely on that statement. A node that demands
 * anything scores no heads of others in the open: crafted heads read held-out pictures out of their
 * scores, and queries are unlimited.
 *
 * @param masks of secure aggregation, null where contributions may be open
 * @param clientNoise least noise multiplier for the whole contribution against the coordinator,
 *     local or under the mask; 0 for none
 * @param exampleNoise least noise multiplier of DP-SGD; 0 for none
 * @param limits how much it does at most
 */
public record Demands(
    @Nullable Masks masks, double clientNoise, double exampleNoise, Limits limits) {
  /** No requirements. */
  public static final Demands NONE = new Demands(null, 0, 0, Limits.NONE);

  /** Masked contributions alone, as is usual. */
  public static final Demands MASKED = new Demands(Masks.of(null, null, null), 0, 0, Limits.NONE);

  private static final String SCORES =
      "heads of others read held-out pictures out of their scores, and this node has demands";

  /** Tolerance for a multiplier that was divided and multiplied again. */
  private static final double ROUNDING = 1e-9;

  /** Refuses multipliers below 0. */
  public Demands {
    requireMultiplier("require-client-noise", clientNoise);
    requireMultiplier("require-example-noise", exampleNoise);
  }

  private static void requireMultiplier(String key, double multiplier) {
    if (!(multiplier >= 0) || Double.isInfinite(multiplier)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: finite and at least 0)".formatted(key, multiplier));
    }
  }

  /** Whether there is any requirement: then no heads of others are scored in the open. */
  public boolean any() {
    return !equals(NONE);
  }

  /** Colluding clients that the node expects in a masked round. */
  public int colluders() {
    return masks == null ? Masks.COLLUDERS : masks.colluders();
  }

  /**
   * The reason why the node must not do {@code work}, or null.
   *
   * @param numExamples pictures that the node trains on
   */
  public @Nullable String unmet(Work work, int numExamples) {
    if (!any()) {
      return null;
    }
    if (!(work instanceof Work.Train train)) {
      return refused(work, "scores on this node's pictures", SCORES);
    }
    TrainTask task = train.task();
    boolean noise = clientNoise > 0 || exampleNoise > 0;
    if (task.work() instanceof Scores && (noise || train.masks() == null)) {
      return refused(work, "scores on this node's pictures", SCORES);
    }
    if (noise && task.work().statistics()) {
      String what = "sums over this node's pictures (%s)".formatted(task.work().name());
      return refused(work, what, "nothing would noise them, and noise is required here");
    }
    Unmet chosen = noise ? chosenByThePictures(task) : null;
    if (chosen != null) {
      return chosen.sentence(work.round());
    }
    Unmet unmet = masks == null ? null : masks.unmet(train.masks());
    if (unmet == null) {
      unmet = limits.unmet(task, numExamples);
    }
    if (unmet == null && noise) {
      unmet = tooLittleNoise(train);
    }
    return unmet == null ? null : unmet.sentence(work.round());
  }

  /** Noise on some values says nothing of which ones they are. */
  private static @Nullable Unmet chosenByThePictures(TrainTask task) {
    for (SumSchema.Vector vector : task.schema().vectors()) {
      if (vector.compression() instanceof TopK) {
        return new Unmet(
            "the values that change most are asked for (%s)".formatted(vector.compression().spec()),
            "float16, int8, random-k or none; which values these are depends on the pictures, and noise is required here");
      }
    }
    return null;
  }

  private @Nullable Unmet tooLittleNoise(Work.Train train) {
    if (!train.task().protection().secureNoise()) {
      return new Unmet(
          "noise is to follow from the seed", "secure noise; seeded noise hides nothing");
    }
    ClientPrivacy privacy = train.task().protection().client();
    if (clientNoise > 0 && privacy != null && privacy.reportsNorm()) {
      return new Unmet(
          "whether this node's delta was within the norm is asked for",
          "no such flag; nothing noises it against the coordinator");
    }
    if (clientNoise > 0 && train.task().protection().weighting().cap() != 1) {
      return new Unmet(
          "a weight that follows from the number of pictures is asked for",
          "uniform weights; nothing noises that number");
    }
    OwnNoise own = OwnNoise.of(train, colluders());
    if (own.ofClient() < clientNoise * (1 - ROUNDING)) {
      return new Unmet(
          "noise multiplier %s for a client".formatted(own.ofClient()),
          "at least %s, as --require-client-noise says".formatted(clientNoise));
    }
    return own.ofExample() < exampleNoise * (1 - ROUNDING)
        ? new Unmet(
            "noise multiplier %s for a picture".formatted(own.ofExample()),
            "at least %s, as --require-example-noise says".formatted(exampleNoise))
        : null;
  }

  private static String refused(Work work, String what, String why) {
    return "round %d: %s are asked for (expected: none; %s)".formatted(work.round(), what, why);
  }
}
