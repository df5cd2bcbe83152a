package dev.headwater.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.privacy.Report;
import dev.headwater.learning.auditing.CanaryGuesses;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run's claim, and an audit's lower bound against it.
 *
 * @param opened the ledger entry with the claim
 * @param rounds number of paid rounds
 * @param epsilonClaimed null for infinite
 * @param delta of claim and audit
 * @param confidence of the lower bound
 * @param guesses the observer's guesses and the resulting bound
 * @param provable the largest bound that this number of canaries can give
 */
record AuditedClaim(
    LedgerEntry.Opened opened,
    int rounds,
    @Nullable Double epsilonClaimed,
    double delta,
    double confidence,
    CanaryGuesses guesses,
    double provable) {
  private static final double USEFUL_DELTA = 1e-6;

  /** Whether the run reveals more than it claims, at the confidence. */
  boolean refuted() {
    return epsilonClaimed != null && guesses.epsilonLowerBound() > epsilonClaimed;
  }

  Report report() {
    return new Report(text(), json());
  }

  private ObjectNode json() {
    return new ObjectMapper()
        .createObjectNode()
        .put("type", "audit")
        .put("mechanism", opened.mechanism().text())
        .put("adjacency", opened.adjacency().toLowerCase(Locale.ROOT))
        .put("rounds", rounds)
        .put("epsilon_claimed", epsilonClaimed)
        .put("epsilon_lower_bound", guesses.epsilonLowerBound())
        .put("epsilon_provable", provable)
        .put("delta", delta)
        .put("confidence", confidence)
        .put("canaries", guesses.canaries())
        .put("guesses", guesses.guesses())
        .put("correct", guesses.correct())
        .put("noise", opened.noise())
        .put("refuted", refuted());
  }

  private List<String> text() {
    List<String> lines = new ArrayList<>(List.of(sentence(), ""));
    lines.add(
        "How: %d canaries in place of the %s, %s; %s. Of its %d guesses %d were right."
            .formatted(
                guesses.canaries(),
                opened.mechanism().wholeClients() ? "clients" : "pictures",
                coin(),
                seen(),
                guesses.guesses(),
                guesses.correct()));
    if (epsilonClaimed == null || provable < epsilonClaimed) {
      lines.add(
          String.format(
              Locale.ROOT,
              "With %d canaries at delta %.2g no guesses could prove more than epsilon %.3g. %s",
              guesses.canaries(),
              delta,
              provable,
              delta > USEFUL_DELTA
                  ? "Try --delta 1e-6: the same rounds and accountant, where more can be proved."
                  : "More canaries could prove more."));
    }
    lines.add(
        "That a claim stands does not prove it: the accountant's theorem does. An audit finds mistakes.");
    if (opened.noise().equals("seeded")) {
      lines.add(
          "The run's noise was seeded: whoever knows the seed takes it away, and the claim is that of an experiment.");
    }
    return lines;
  }

  private String sentence() {
    String proved =
        String.format(
            Locale.ROOT,
            "its %d rounds, done again with canaries, prove with %s %% confidence that it is at least %.3g",
            rounds,
            percent(),
            guesses.epsilonLowerBound());
    if (epsilonClaimed == null) {
      return "The run claims no finite epsilon, and " + proved + ".";
    }
    return String.format(
        Locale.ROOT,
        refuted()
            ? "THE CLAIM IS REFUTED. The run claims epsilon %.3g at delta %.2g, but %s. Do not rely"
                + " on this run's privacy; please report it as a bug in Headwater."
            : "The claim stands: the run claims epsilon %.3g at delta %.2g, and %s.",
        epsilonClaimed,
        delta,
        proved);
  }

  /** Such as 95, or 99.9. */
  private String percent() {
    return new BigDecimal(100 * confidence)
        .round(new MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }

  private String coin() {
    return opened.adjacency().equals("ADD_OR_REMOVE")
        ? "each in or not there by a fair coin"
        : "each with a vector or its opposite by a fair coin, which is the farthest that one"
            + " client's data can be replaced";
  }

  private String seen() {
    if (opened.mechanism() instanceof Mechanism.Local) {
      return "the observer saw what every client sent";
    }
    return opened.mechanism() instanceof Mechanism.Distributed
        ? "the observer saw every round's unmasked sum, with the noise of as many honest clients as are accounted for"
        : "the observer saw every round's noised sum";
  }
}
