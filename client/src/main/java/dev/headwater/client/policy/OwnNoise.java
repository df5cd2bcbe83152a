package dev.headwater.client.policy;

import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import org.jspecify.annotations.Nullable;

/**
 * The noise of one contribution that a coordinator which lies cannot take away: what the node draws
 * itself, and under masks what the fewest survivors that do not collude draw. The coordinator's own
 * noise does not count, because it could omit it.
 *
 * @param ofClient multiplier for the whole contribution: deviation over clipping norm times weight
 *     cap; 0 for none
 * @param ofExample multiplier of DP-SGD, deviation over the clipping norm of a picture's gradient;
 *     0 for none
 */
public record OwnNoise(double ofClient, double ofExample) {
  private static final OwnNoise NONE = new OwnNoise(0, 0);

  /**
   * The noise of {@code work}; works that draw none have none, whatever the task says.
   *
   * @param colluders clients of a masked round that may tell the reader their share
   */
  public static OwnNoise of(Work.Train work, int colluders) {
    Protection protection = work.task().protection();
    LocalWork asked = work.task().work();
    if (!protection.secureNoise() || asked.statistics() || asked instanceof Scores) {
      return NONE;
    }
    return new OwnNoise(
        client(work.task(), work.masks(), colluders),
        protection.example() == null ? 0 : protection.example().multiplierOfOneExample());
  }

  /** A discrete Gaussian of a few steps of the grid is 0 nearly always. */
  private static boolean coarse(TrainTask task, ClientPrivacy privacy) {
    return task.schema().vectors().stream()
        .anyMatch(
            vector ->
                Math.scalb(privacy.noiseDeviation(), vector.grid().fractionBits())
                    < DiscretisationSlack.LEAST_STEPS * (1 - 1e-9));
  }

  private static double client(TrainTask task, @Nullable SecAggSetup masks, int colluders) {
    Protection protection = task.protection();
    ClientPrivacy privacy = protection.client();
    if (privacy == null || privacy.noisePlace() == NoisePlace.NONE) {
      return 0;
    }
    double own = privacy.noiseDeviation() / (privacy.clippingNorm() * protection.weighting().cap());
    if (privacy.noisePlace() == NoisePlace.LOCAL) {
      return own;
    }
    int honest = masks == null ? 0 : masks.minSurvivors() - Math.max(1, colluders);
    return honest < 1 || coarse(task, privacy) ? 0 : own * Math.sqrt(honest);
  }
}
