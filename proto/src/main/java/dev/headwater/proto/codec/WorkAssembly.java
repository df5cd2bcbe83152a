package dev.headwater.proto.codec;

import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Evaluate;
import dev.headwater.v1.Part;
import dev.headwater.v1.Train;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a Join stream: puts {@link Work} together from its messages. A new
 * announcement drops an unfinished one. Not thread-safe.
 */
public final class WorkAssembly {
  private final String runId;
  private @Nullable VectorAssembly vector;
  private @Nullable Function<float[], Work> finish;

  /** For the run that the stream's welcome named. */
  public WorkAssembly(String runId) {
    this.runId = runId;
  }

  /**
   * Takes one train, evaluate or part message.
   *
   * @return the work that it completed, else null
   * @throws IllegalArgumentException if it cannot be used
   */
  public @Nullable Work add(Assignment message) {
    return switch (message.getWorkCase()) {
      case TRAIN -> begin(message.getTrain());
      case EVALUATE -> begin(message.getEvaluate());
      case PART -> add(message.getPart());
      default ->
          throw new IllegalArgumentException(
              "assignment: %s (expected: train, evaluate or part)"
                  .formatted(message.getWorkCase()));
    };
  }

  private @Nullable Work begin(Train message) {
    drop();
    int round = WorkCodec.requireRound(message.getRound());
    Hyperparameters hyper = WorkCodec.decode(message.getHyperparameters());
    Layout layout = LayoutCodec.decode(message.getLayout());
    Protection protection = ProtectionCodec.decode(message.getProtection());
    FixedPoint grid = ProtectionCodec.decode(message.getGrid());
    SecAggSetup masks =
        message.hasSecureAggregation()
            ? SecAggCodec.decode(
                message.getSecureAggregation(), runId, round, grid.ringBits(), layout.size())
            : null;
    vector = new VectorAssembly(message.getVector(), layout);
    finish =
        values ->
            new Work.Train(
                new TrainTask(
                    round,
                    message.getSeed(),
                    Parameters.owning(layout, values),
                    hyper,
                    protection,
                    grid),
                masks);
    return null;
  }

  private @Nullable Work begin(Evaluate message) {
    drop();
    int round = WorkCodec.requireRound(message.getRound());
    Layout layout = LayoutCodec.decode(message.getLayout());
    vector = new VectorAssembly(message.getVector(), layout);
    finish = values -> new Work.Evaluate(round, Parameters.owning(layout, values));
    return null;
  }

  private @Nullable Work add(Part part) {
    if (vector == null || finish == null) {
      throw new IllegalArgumentException(
          "part: number %s of nothing (expected: a train or evaluate before it)"
              .formatted(Integer.toUnsignedString(part.getIndex())));
    }
    vector.add(part);
    if (!vector.complete()) {
      return null;
    }
    Work work = finish.apply(vector.finish());
    drop();
    return work;
  }

  private void drop() {
    vector = null;
    finish = null;
  }
}
