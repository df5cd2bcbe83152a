package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.LocalUpdate;
import java.util.List;

/**
 * The mean gradient over all of a client's examples at the global parameters, without a step: with
 * weights by num_examples the round's sum is the exact gradient of the loss over all clients'
 * examples.
 */
public record FullGradient() implements LocalWork {
  /** The vector that is summed. */
  public static final String GRADIENT = "gradient";

  @Override
  public String name() {
    return "gradient";
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    return List.of(new Output(GRADIENT, model.layout(), maxDelta));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    LocalUpdate update = input.model().gradient(input.parameters(), input.examples());
    return new LocalResult(List.of(new Values.Reals(update.delta())), update.meanLoss());
  }
}
