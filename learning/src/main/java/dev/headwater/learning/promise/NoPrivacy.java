package dev.headwater.learning.promise;

import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Collection;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Promises nothing: plain FedAvg. */
public final class NoPrivacy implements PrivacyMechanism {
  @Override
  public Instruction begin(
      int round, SortedMap<String, Integer> population, Collection<String> asked) {
    return Instruction.NONE;
  }

  @Override
  public Instruction preview(int available) {
    return Instruction.NONE;
  }

  @Override
  public Aggregate onServer(RoundTask task, Aggregate aggregate) {
    return aggregate;
  }

  @Override
  public @Nullable PrivacySpent spent() {
    return null;
  }
}
