package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.sampling.Turns;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A ledger's guarantee as a sentence for readers who do not know the formulas. */
public final class Guarantee {
  /** Above it odds may shift by a factor of 500 million, which protects next to nobody. */
  public static final double LARGEST_USEFUL = 20;

  private static final double LARGEST_FACTOR = 700;

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
      return "Nothing is guaranteed about anybody: no finite epsilon is known for this noise.";
    }
    String secret =
        opened.unit().equals("example")
            ? "any one picture of a client was used"
            : opened.mechanism() instanceof Mechanism.UserLevel users
                ? "the pictures of any one person (a user of %s) were used"
                    .formatted(
                        users.clients() == 1
                            ? "one client alone"
                            : "at most %d clients".formatted(users.clients()))
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
   * {@return who may read along and how often a client was asked, in a sentence; empty unless it is
   * public who is asked while not everybody is}
   *
   * @param opened the ledger's first entry
   * @param paid the rounds paid for
   */
  public static String readers(LedgerEntry.Opened opened, List<LedgerEntry.Paid> paid) {
    if (opened.cohorts() == null) {
      return "";
    }
    int most = turns(paid).most();
    return "That holds against readers who know in which rounds everybody was asked: it is the epsilon of %s, asked in %d of %d rounds; a client asked in fewer has less."
        .formatted(
            opened.cohorts().equals("scheduled")
                ? "the client with most turns"
                : "the client drawn most often",
            most,
            paid.size());
  }

  /**
   * Epsilon against outsiders, who see every model and nothing else: they neither watch the run nor
   * take part in it, and do not know who was asked, which amplifies the noise (Wang, Balle and
   * Kasiviswanathan 2019). Told only where it holds: cohorts were drawn without replacement from
   * randomness that nobody else has, and no budget could have ended the run, because when it does
   * tells something about who was drawn how often.
   *
   * @param entries of one ledger, in order
   * @return epsilon; empty where that does not hold, or nothing was paid for
   */
  public static OptionalDouble outsiders(List<LedgerEntry> entries) {
    List<LedgerEntry.Paid> paid = LedgerEntry.paid(entries);
    if (paid.isEmpty()
        || !(entries.get(0) instanceof LedgerEntry.Opened opened)
        || !"drawn".equals(opened.cohorts())
        || !opened.noise().equals("secure")
        || leastBudget(entries) < Double.POSITIVE_INFINITY) {
      return OptionalDouble.empty();
    }
    Accountant accountant = AccountantKind.RDP.fresh();
    for (LedgerEntry.Paid round : paid) {
      List<String> asked = round.asked();
      if (asked == null || asked.isEmpty()) {
        return OptionalDouble.empty();
      }
      Sampling drawn = new Sampling.FixedSize(asked.size(), round.population());
      for (Step step : round.steps()) {
        accountant = accountant.plus(new Step(drawn, step.noiseMultiplier(), step.count()));
      }
    }
    return OptionalDouble.of(accountant.epsilon(opened.delta() * (1 - Spending.SLACK_SHARE)));
  }

  private static double leastBudget(List<LedgerEntry> entries) {
    double least = Double.POSITIVE_INFINITY;
    for (LedgerEntry entry : entries) {
      Double budget =
          entry instanceof LedgerEntry.Opened opened
              ? opened.epsilonBudget()
              : entry instanceof LedgerEntry.Resumed resumed ? resumed.epsilonBudget() : null;
      least = budget == null ? least : Math.min(least, budget);
    }
    return least;
  }

  private static Turns turns(List<LedgerEntry.Paid> paid) {
    Turns turns = Turns.NONE;
    for (LedgerEntry.Paid round : paid) {
      turns = turns.plus(round.round(), round.asked() == null ? List.of() : round.asked());
    }
    return turns;
  }

  private static String factor(double epsilon) {
    if (epsilon > LARGEST_FACTOR) {
      return String.format(Locale.ROOT, "10^%.0f", epsilon / Math.log(10));
    }
    return String.format(Locale.ROOT, epsilon < 7 ? "%.3g" : "%.2g", Math.exp(epsilon));
  }

  private static String trust(Mechanism mechanism) {
    return mechanism.onSum()
        ? "The coordinator is trusted, since it adds the noise"
        : mechanism instanceof Mechanism.Distributed d
            ? "The coordinator sees noised sums only, and it holds even if up to %d clients of a round tell it their noise"
                .formatted(d.colluders())
            : "The coordinator is not trusted, since noise is added before anything is sent";
  }

  private static String noise(String noise) {
    return noise.equals("secure")
        ? "The noise was secure: nobody can draw it again."
        : "The noise was seeded: this is an experiment, and protects nobody.";
  }
}
