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

  /**
   * Score {@code parameters}, the result of {@code round}, on the held-out examples.
   *
   * @param personal whether the client's own head is scored beside them
   * @param memoryRound the round in whose memory that head is, 0 for none
   */
  record Evaluate(int round, Model model, Parameters parameters, boolean personal, int memoryRound)
      implements Work {
    /** Scores of the parameters alone. */
    public Evaluate(int round, Model model, Parameters parameters) {
      this(round, model, parameters, false, 0);
    }
  }

  /** 1-based. */
  int round();
}
