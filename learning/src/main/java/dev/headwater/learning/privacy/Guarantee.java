package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A ledger's guarantee as a sentence for readers who do not know the formulas. */
public final class Guarantee {
  private Guarantee() {}

  /**
   * {@return sentences for the reader of a report: what seeing the models tells about whom, whom
   * the reader must trust, and whether the noise was secure}
   *
   * @param opened the ledger's first entry
   * @param epsilon spent; infinite if no finite value is known
   */
  public static String sentence(LedgerEntry.Opened opened, double epsilon) {
    if (!Double.isFinite(epsilon)) {
      return "Nothing is promised about anybody: no finite epsilon is known for this noise.";
    }
    String secret =
        opened.unit().equals("example")
            ? "any one picture of a client was used"
            : opened.adjacency().equals("ADD_OR_REMOVE")
                ? "any one client took part"
                : "any one client had these pictures or entirely different ones";
    return String.format(
        Locale.ROOT,
        "Seeing every model of this run shifts the odds that %s by a factor of at most %s (e^epsilon, epsilon %.3g), but for a chance of delta %.2g; computed by the %s accountant. %s. %s",
        secret,
        factor(epsilon),
        epsilon,
        opened.delta(),
        opened.accountant(),
        trust(opened.mechanism()),
        noise(opened.noise()));
  }

  /**
   * Epsilon against the coordinator under distributed noise. The coordinator knows who was asked,
   * so amplification by sampling does not hold against it: every paid round counts as one with
   * everybody.
   *
   * @param opened the ledger's first entry
   * @param paid the rounds paid for
   * @return epsilon; empty unless the noise is distributed and a round was paid for
   */
  public static OptionalDouble againstCoordinator(
      LedgerEntry.Opened opened, List<LedgerEntry.Paid> paid) {
    if (!(opened.mechanism() instanceof Mechanism.Distributed) || paid.isEmpty()) {
      return OptionalDouble.empty();
    }
    Accountant accountant = AccountantKind.PLD.fresh();
    for (LedgerEntry.Paid round : paid) {
      for (Step step : round.steps()) {
        accountant =
            accountant.plus(
                new Step(new Sampling.FixedSize(1, 1), step.noiseMultiplier(), step.count()));
      }
    }
    return OptionalDouble.of(accountant.epsilon(opened.delta() * (1 - Spending.SLACK_SHARE)));
  }

  private static String factor(double epsilon) {
    return String.format(Locale.ROOT, epsilon < 7 ? "%.3g" : "%.2g", Math.exp(epsilon));
  }

  private static String trust(Mechanism mechanism) {
    return mechanism.onSum()
        ? "The coordinator is trusted, since it adds the noise"
        : mechanism instanceof Mechanism.Distributed
            ? "The coordinator sees noised sums only"
            : "The coordinator is not trusted, since noise is added before anything is sent";
  }

  private static String noise(String noise) {
    return noise.equals("secure")
        ? "The noise was secure: nobody can draw it again."
        : "The noise was seeded: this is an experiment, and protects nobody.";
  }
}
