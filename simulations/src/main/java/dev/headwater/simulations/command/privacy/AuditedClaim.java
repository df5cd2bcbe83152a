package dev.headwater.simulations.command.privacy;

import dev.headwater.learning.auditing.CanaryGuesses;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run's claim beside what an audit has proved against it.
 *
 * @param opened the claim's kind
 * @param rounds that were paid for
 * @param epsilonClaimed null for infinite
 * @param delta of claim and audit
 * @param confidence of the lower bound
 * @param guesses what the observer guessed, and the bound that follows
 * @param provable the largest bound that guesses of so many canaries can give
 */
record AuditedClaim(
    LedgerEntry.Opened opened,
    int rounds,
    @Nullable Double epsilonClaimed,
    double delta,
    double confidence,
    CanaryGuesses guesses,
    double provable) {

  /** Whether the run has told more than it claims, but for the confidence. */
  boolean refuted() {
    return epsilonClaimed != null && guesses.epsilonLowerBound() > epsilonClaimed;
  }

  String json() {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("type", "audit");
    line.put("mechanism", opened.mechanism());
    line.put("adjacency", opened.adjacency());
    line.put("rounds", rounds);
    line.put("epsilon_claimed", epsilonClaimed);
    line.put("epsilon_lower_bound", guesses.epsilonLowerBound());
    line.put("epsilon_provable", provable);
    line.put("delta", delta);
    line.put("confidence", confidence);
    line.put("canaries", guesses.canaries());
    line.put("guesses", guesses.guesses());
    line.put("correct", guesses.correct());
    line.put("noise", opened.noise());
    line.put("refuted", refuted());
    return Json.line(line);
  }

  String text() {
    StringBuilder text = new StringBuilder(sentence());
    text.append(
        "%n%nHow: %d canaries in place of the clients, %s; %s. Of its %d guesses %d were right."
            .formatted(guesses.canaries(), coin(), seen(), guesses.guesses(), guesses.correct()));
    if (epsilonClaimed != null && provable < epsilonClaimed) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nWith %d canaries at delta %.2g no guesses could prove more than epsilon %.3g. %s",
              guesses.canaries(),
              delta,
              provable,
              delta > 1e-6
                  ? "Try --delta 1e-6: the same rounds and the same accountant, where more can be proved."
                  : "More canaries prove more."));
    }
    text.append(
        "%nThat a claim stands proves nothing: it is the accountant's theorem that does. An audit finds mistakes."
            .formatted());
    if (opened.noise().equals("seeded")) {
      text.append(
          "%nThe run's noise was seeded: whoever knows the seed can take it away, and the claim is that of an experiment. The audit drew its own."
              .formatted());
    }
    return text.toString();
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
            ? "THE CLAIM IS REFUTED. The run claims epsilon %.3g at delta %.2g, but %s. Do not rely on this run's privacy; please report it as a bug in Headwater."
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
        : "each with a vector or its opposite by a fair coin, which is the farthest that one client's data can be replaced";
  }

  private String seen() {
    if (opened.mechanism().startsWith("Local")) {
      return "the observer saw what every client sent";
    }
    return opened.mechanism().startsWith("Distributed")
        ? "the observer saw every round's unmasked sum, with the noise of as many clients as are accounted for"
        : "the observer saw every round's noised sum";
  }
}
