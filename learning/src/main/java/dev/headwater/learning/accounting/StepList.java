package dev.headwater.learning.accounting;

import java.util.ArrayList;
import java.util.List;

/** Composed steps of one adjacency; equal mechanisms are counted together. */
final class StepList {
  private StepList() {}

  /** {@code steps} and {@code step}, which must have the same adjacency. */
  static List<Step> plus(List<Step> steps, Step step) {
    if (!steps.isEmpty()) {
      Adjacency before = steps.get(0).sampling().adjacency();
      Adjacency now = step.sampling().adjacency();
      if (before != now) {
        throw new IllegalArgumentException(
            "adjacency: %s after %s (expected: the same for every step; keep one accountant for each, their epsilons speak of different neighbours)"
                .formatted(now, before));
      }
    }
    List<Step> sum = new ArrayList<>(steps);
    for (int i = 0; i < sum.size(); i++) {
      Step known = sum.get(i);
      if (known.sampling().equals(step.sampling())
          && known.noiseMultiplier() == step.noiseMultiplier()) {
        sum.set(
            i,
            new Step(
                step.sampling(),
                step.noiseMultiplier(),
                Math.addExact(known.count(), step.count())));
        return List.copyOf(sum);
      }
    }
    sum.add(step);
    return List.copyOf(sum);
  }
}
