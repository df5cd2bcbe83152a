package dev.headwater.learning.tasks;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;

/**
 * What a client is asked to do in a round: the same for the whole cohort, so it is encoded only
 * once.
 *
 * @param round 1-based
 * @param seed of the run
 * @param model what is learned
 * @param parameters the global parameters to start from
 * @param broadcast what the strategy sends in addition
 * @param work the work to do
 * @param protection how to weigh, clip and noise the contribution
 * @param schema the summed vectors and slots, with their grids
 */
public record TrainTask(
    int round,
    long seed,
    Model model,
    Parameters parameters,
    NamedVectors broadcast,
    LocalWork work,
    Protection protection,
    SumSchema schema) {

  /** {@return the fixed-point grid of the first vector} */
  public FixedPoint grid() {
    return schema.vectors().get(0).grid();
  }

  /** {@return whether a client keeps something for its next round: its work's, or a residual} */
  public boolean keepsMemory() {
    return work.keepsMemory() || schema.keepsResiduals();
  }

  /**
   * {@return the same task with another number of local epochs; itself if its work has none}
   *
   * @param epochs at least 1
   */
  public TrainTask withLocalEpochs(int epochs) {
    return work instanceof Sgd sgd
        ? new TrainTask(
            round,
            seed,
            model,
            parameters,
            broadcast,
            new Sgd(sgd.hyper().withLocalEpochs(epochs), sgd.form(), sgd.q()),
            protection,
            schema)
        : this;
  }

  /**
   * {@return a new source of noise: unpredictable if {@link #protection} asks for it, otherwise
   * determined by the run's seed, the round and the arguments}
   *
   * @param client the client's name
   * @param purpose what the bits are for; different purposes give independent streams
   */
  public NoiseSource noise(String client, Purpose purpose) {
    return protection.secureNoise()
        ? NoiseSource.secureRandom()
        : NoiseSource.seeded(seed, round, client, purpose);
  }
}
