package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headwater.learning.privacy.Guarantee;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.simulations.output.text.Quantities;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The privacy that a run has promised and spent, according to its ledger.
 *
 * @param mechanism who adds the noise
 * @param unit {@code client}, {@code example} or {@code user}
 * @param adjacency {@code ADD_OR_REMOVE} or {@code REPLACE_ONE}
 * @param epsilon spent, null for infinite
 * @param delta delta of the guarantee
 * @param epsilonBudget null for no limit
 * @param accountant {@code RDP} or {@code PLD}
 * @param noise {@code secure} or {@code seeded}
 * @param guarantee the guarantee as sentences
 * @param ledger SHA-256 of the ledger's last line, hex
 */
public record PrivacyFacts(
    String mechanism,
    String unit,
    String adjacency,
    @Nullable Double epsilon,
    double delta,
    @JsonProperty("epsilon_budget") @Nullable Double epsilonBudget,
    String accountant,
    String noise,
    String guarantee,
    String ledger) {

  private String mechanismWords() {
    Mechanism parsed = Mechanism.parse(mechanism);
    if (parsed instanceof Mechanism.Central) {
      return "central noise";
    }
    if (parsed instanceof Mechanism.Banded banded) {
      return "central noise, banded over %s".formatted(Quantities.count(banded.band(), "round"));
    }
    if (parsed instanceof Mechanism.Local) {
      return "local noise";
    }
    if (parsed instanceof Mechanism.ExampleRelease) {
      return "one noised sum of clipped statistics";
    }
    if (parsed instanceof Mechanism.UserLevel users) {
      return "DP-SGD on users, each at "
          + (users.clients() == 1
              ? "one client"
              : "up to %s".formatted(Quantities.count(users.clients(), "client")));
    }
    return parsed instanceof Mechanism.Distributed ? "distributed noise under masks" : "DP-SGD";
  }

  /** {@return {@code noise secure}, or that the noise protects nobody} */
  public String noiseWords() {
    return secure() ? "noise secure" : "noise seeded: protects nobody";
  }

  /** {@return whether nobody can reproduce the noise} */
  public boolean secure() {
    return noise.equals("secure");
  }

  /**
   * {@return the promise of a run before its start, in one line}
   *
   * @param config of the run; keys are flag names, of which {@code noise-multiplier}, {@code
   *     clipping-norm} and {@code adaptive-clipping} are used
   */
  public String promise(Map<String, Object> config) {
    StringBuilder line = new StringBuilder("Privacy: ").append(mechanismWords());
    if (config.get("noise-multiplier") instanceof Number z) {
      line.append(", noise multiplier ").append(Quantities.setting(z.doubleValue()));
    }
    if (config.get("clipping-norm") instanceof Number c) {
      line.append(
              config.containsKey("adaptive-clipping")
                  ? ", first clipping norm "
                  : ", clipping norm ")
          .append(Quantities.setting(c.doubleValue()));
    }
    return line.append(
            epsilonBudget == null
                ? ", no budget, delta "
                : ", budget epsilon " + Quantities.setting(epsilonBudget) + " at delta ")
        .append(Quantities.setting(delta))
        .append("; ")
        .append(noiseWords())
        .append('.')
        .toString();
  }

  /**
   * {@return words such as {@code epsilon 3.92 of 4}}
   *
   * @param epsilon spent, null for infinite
   * @param budget left out if it is null, which is no limit
   */
  public static String spentWords(@Nullable Double epsilon, @Nullable Double budget) {
    return "epsilon "
        + Quantities.epsilon(epsilon)
        + (budget == null ? "" : " of " + Quantities.setting(budget));
  }

  /**
   * {@return the facts of a ledger; null if it is empty or does not begin with its opening}
   *
   * @param entries in order
   * @param head SHA-256 of the last line, hex
   */
  public static @Nullable PrivacyFacts of(List<LedgerEntry> entries, String head) {
    if (entries.isEmpty() || !(entries.get(0) instanceof LedgerEntry.Opened opened)) {
      return null;
    }
    Double epsilon = 0.0;
    Double budget = opened.epsilonBudget();
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Paid paid) {
        epsilon = paid.epsilon();
      } else if (entry instanceof LedgerEntry.Resumed resumed) {
        budget = resumed.epsilonBudget();
      }
    }
    return new PrivacyFacts(
        opened.mechanism().text(),
        opened.unit(),
        opened.adjacency(),
        epsilon,
        opened.delta(),
        budget,
        opened.accountant(),
        opened.noise(),
        sentence(opened, epsilon, entries),
        head);
  }

  private static String sentence(
      LedgerEntry.Opened opened, @Nullable Double epsilon, List<LedgerEntry> entries) {
    String promise =
        Guarantee.sentence(opened, epsilon == null ? Double.POSITIVE_INFINITY : epsilon);
    String readers = Guarantee.readers(opened, LedgerEntry.paid(entries));
    OptionalDouble outsiders = Guarantee.outsiders(entries);
    boolean smaller = outsiders.isPresent() && epsilon != null && outsiders.getAsDouble() < epsilon;
    return promise
        + (readers.isEmpty() ? "" : " " + readers)
        + (smaller
            ? " Against outsiders, who see the models and neither watch the run nor take part in it, epsilon is %s."
                .formatted(Quantities.epsilon(outsiders.getAsDouble()))
            : "");
  }
}
