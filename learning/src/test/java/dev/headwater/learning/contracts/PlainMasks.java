package dev.headwater.learning.contracts;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.cohorts.MaskedRounds;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Secure aggregation without its cryptography: adds up the very integers that would be masked. */
public final class PlainMasks implements MaskedRounds {
  @Override
  public Aggregate gather(
      RoundTask task, Masking masking, Function<String, long[]> inputs, Executor executor) {
    long[] sum = new long[task.train().schema().length()];
    TreeSet<String> survivors = new TreeSet<>();
    List<Aggregate.Refusal> refusals = new ArrayList<>();
    for (String client : task.cohort()) {
      try {
        long[] units = inputs.apply(client);
        for (int j = 0; j < sum.length; j++) {
          sum[j] += units[j];
        }
        survivors.add(client);
      } catch (IllegalArgumentException e) {
        refusals.add(new Aggregate.Refusal(client, String.valueOf(e.getMessage())));
      }
    }
    return survivors.size() < masking.minSurvivors()
        ? Aggregate.aborted(task, "too few", refusals, 0, 0)
        : MaskedSum.decode(task, sum, survivors, refusals, 0, 0);
  }
}
