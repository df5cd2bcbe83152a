package dev.headwater.learning.privacy;

import java.util.Locale;

/** What a ledger promises, in a sentence for people who do not know the formulas. */
public final class Guarantee {
  private Guarantee() {}

  /**
   * One plain sentence, and one about the noise.
   *
   * @param opened the ledger's first entry
   * @param epsilon spent, infinite for none known
   */
  public static String sentence(LedgerEntry.Opened opened, double epsilon) {
    if (!Double.isFinite(epsilon)) {
      return "Nothing is promised about anybody: no finite epsilon is known for this noise.";
    }
    String unit = opened.unit().equals("client") ? "client" : "picture of a client";
    String neighbours =
        opened.adjacency().equals("ADD_OR_REMOVE")
            ? "took part or not"
            : "had held entirely different pictures";
    if (opened.unit().equals("example")) {
      neighbours = "was there or not";
    }
    return String.format(
        Locale.ROOT,
        "Whoever sees every model of this run learns almost nothing about whether any one %s %s: (epsilon %.3g, delta %.2g)-differential privacy by the %s accountant; %s. %s",
        unit,
        neighbours,
        epsilon,
        opened.delta(),
        opened.accountant(),
        trust(opened.mechanism()),
        noise(opened.noise()));
  }

  private static String trust(String mechanism) {
    return mechanism.startsWith("Central")
        ? "the coordinator is trusted, since it adds the noise"
        : mechanism.startsWith("Distributed")
            ? "the coordinator sees noised sums only, and against it the amplification by sampling does not count"
            : "the coordinator is not trusted, since noise is added before anything is sent";
  }

  private static String noise(String noise) {
    return noise.equals("secure")
        ? "The noise was secure: nobody can draw it again."
        : "The noise was seeded: this is an experiment, and protects nobody.";
  }
}
