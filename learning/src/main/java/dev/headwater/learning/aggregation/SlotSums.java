package dev.headwater.learning.aggregation;

import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** The slots' sums as figures of an aggregate: the same for unmasked and masked rounds. */
final class SlotSums {
  private SlotSums() {}

  /**
   * The aggregate of a round with these slot sums.
   *
   * @param slots {@code [schema.slots()]} summed units
   * @param numExamples of all contributors, or the sum of the weights if only that is known
   */
  static Aggregate aggregate(
      RoundTask task,
      Estimate estimate,
      long[] slots,
      SortedSet<String> contributors,
      long numExamples,
      List<Aggregate.Refusal> refusals,
      long bytesUp,
      long bytesDown) {
    SumSchema schema = task.train().schema();
    boolean known = task.train().work().computesLoss() && !task.train().protection().hidesScores();
    Map<String, Double> scalars = new HashMap<>();
    for (int i = SumSchema.USUAL_SLOTS; i < slots.length; i++) {
      Slot slot = schema.slots().get(i);
      scalars.put(slot.name(), slot.decode(slots[i]));
    }
    return new Aggregate(
        task.round(),
        schema,
        estimate,
        contributors,
        numExamples,
        known ? schema.slots().get(1).decode(slots[1]) / slots[0] : Double.NaN,
        slots[2],
        scalars,
        refusals,
        bytesUp,
        bytesDown,
        null);
  }
}
