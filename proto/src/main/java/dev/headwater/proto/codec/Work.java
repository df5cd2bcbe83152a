package dev.headwater.proto.codec;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.secagg.SecAggSetup;
import org.jspecify.annotations.Nullable;

/** The work that a client can be asked to do. */
public sealed interface Work {

  /**
   * Train and submit a contribution.
   *
   * @param masks how the contribution is masked; null if it is unmasked
   * @param memoryRound the round whose memory the client continues from, 0 for none
   */
  record Train(TrainTask task, @Nullable SecAggSetup masks, int memoryRound) implements Work {
    /** For clients without memory. */
    public Train(TrainTask task, @Nullable SecAggSetup masks) {
      this(task, masks, 0);
    }

    /** Unmasked work for clients without memory. */
    public Train(TrainTask task) {
      this(task, null);
    }

    @Override
    public int round() {
      return task.round();
    }
  }

  /** Score {@code parameters}, the result of {@code round}, on the held-out examples. */
  record Evaluate(int round, Model model, Parameters parameters) implements Work {}

  /** 1-based. */
  int round();
}
