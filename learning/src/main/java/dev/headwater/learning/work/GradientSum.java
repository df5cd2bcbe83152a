package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.LocalUpdate;
import java.util.List;

/**
 * The mean gradient of the cross-entropy over all of a client's examples at the global parameters,
 * weighted by their number whatever the run's weights: the round's sum over the total weight is the
 * gradient of the mean loss over all examples of all clients, as far as float32 gradients can tell.
 * The grid of the sum is the same for every number of examples. Features are at most {@link
 * Moments#MAX_FEATURE} in size, which bounds the gradient of one example.
 */
public record GradientSum() implements LocalWork.ExampleSums {
  /** The vector that is summed. */
  public static final String GRADIENT = FullGradient.GRADIENT;

  @Override
  public String name() {
    return "gradient-sum";
  }

  @Override
  public boolean computesLoss() {
    return true;
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    return List.of(
        new Output(GRADIENT, model.layout(), Moments.MAX_FEATURE, Moments.PRODUCT_BITS, false));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    LocalUpdate update = input.model().gradient(input.parameters(), input.examples());
    return new LocalResult(List.of(new Values.Reals(update.delta())), update.meanLoss());
  }
}
