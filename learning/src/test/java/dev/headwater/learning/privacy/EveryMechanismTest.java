package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.contracts.PrivacyMechanismContract;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** No promise, and every kind of one. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
class EveryMechanismTest extends PrivacyMechanismContract {
  private final Kind kind;

  EveryMechanismTest(Kind kind) {
    this.kind = kind;
  }

  private record Kind(
      String name, @Nullable Promise promise, CohortSize cohort, @Nullable Masking masking) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    var central = new Mechanism.Central();
    var adaptive = new PrivacyPlan.Adaptive(0.5, 4);
    var masks = new Masking(3, 0, 0);
    return Stream.of(
        new Kind("none", null, new CohortSize.Count(4), null),
        new Kind(
            "central, Poisson",
            promise(central, AccountantKind.PLD, null),
            new CohortSize.Poisson(0.5),
            null),
        new Kind(
            "central, adaptive",
            promise(central, AccountantKind.RDP, adaptive),
            new CohortSize.All(),
            null),
        new Kind(
            "central, fixed size",
            promise(central, AccountantKind.RDP, null),
            new CohortSize.Count(4),
            null),
        new Kind(
            "central, masked",
            promise(central, AccountantKind.RDP, null),
            new CohortSize.Count(4),
            masks),
        new Kind(
            "central, by turns",
            promise(central, AccountantKind.PLD, null),
            new CohortSize.Schedule(2, 4),
            null),
        new Kind(
            "banded",
            promise(new Mechanism.Banded(4), AccountantKind.PLD, null),
            new CohortSize.Schedule(2, 4),
            null),
        new Kind(
            "banded, masked",
            promise(new Mechanism.Banded(2), AccountantKind.PLD, null),
            new CohortSize.Schedule(4, 2),
            masks),
        new Kind(
            "local",
            promise(new Mechanism.Local(), AccountantKind.PLD, null),
            new CohortSize.Count(4),
            null),
        new Kind(
            "distributed",
            promise(new Mechanism.Distributed(3), AccountantKind.RDP, null),
            new CohortSize.Count(4),
            masks),
        new Kind(
            "example",
            promise(new Mechanism.ExampleLevel(), AccountantKind.RDP, null),
            new CohortSize.All(),
            null));
  }

  private static Promise promise(
      Mechanism mechanism, AccountantKind accountant, PrivacyPlan.@Nullable Adaptive adaptive) {
    return new Promise(
        mechanism, 0.5, 2, 1e-3, Double.POSITIVE_INFINITY, accountant, 1, adaptive, false);
  }

  @Override
  protected RunSettings settings() {
    return RunSettings.of(new LinearModel(3, 8), 8)
        .rounds(4)
        .cohort(kind.cohort())
        .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .masking(kind.masking())
        .promise(kind.promise())
        .seed(3)
        .build();
  }
}
