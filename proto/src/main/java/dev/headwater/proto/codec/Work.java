package dev.headwater.proto.codec;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.secagg.SecAggSetup;
import org.jspecify.annotations.Nullable;

/** What a client can be asked to do. */
public sealed interface Work {

  /**
   * Train and hand in a contribution.
   *
   * @param masks how the contribution is masked; null where it goes in the open
   */
  record Train(TrainTask task, @Nullable SecAggSetup masks) implements Work {
    /** In the open. */
    public Train(TrainTask task) {
      this(task, null);
    }

    @Override
    public int round() {
      return task.round();
    }
  }

  /** Score {@code parameters}, the outcome of {@code round}, on the held-out examples. */
  record Evaluate(int round, Parameters parameters) implements Work {}

  /** 1-based. */
  int round();
}
