package dev.headwater.proto.codec;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.TrainTask;

/** What a client can be asked to do. */
public sealed interface Work {

  /** Train and hand in a contribution. */
  record Train(TrainTask task) implements Work {
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
