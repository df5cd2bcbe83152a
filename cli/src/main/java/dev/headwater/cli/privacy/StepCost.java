package dev.headwater.cli.privacy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Adjacency;
import dev.headwater.learning.accounting.Bracket;
import dev.headwater.learning.accounting.PldAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The privacy cost of steps.
 *
 * @param epsilon epsilon of the guarantee; infinite without one
 * @param bracket lower and upper bound of epsilon, if the accountant gives both
 * @param userClients clients at which one user may be, 0 where clients are protected
 */
record StepCost(
    Step step,
    double delta,
    AccountantKind kind,
    double epsilon,
    @Nullable Bracket bracket,
    int userClients) {
  static final String NO_NOISE = "without noise there is no privacy: no epsilon is large enough";

  static StepCost of(Step step, double delta, AccountantKind kind) {
    Accountant spent = UserInput.valid(() -> kind.fresh().plus(step));
    if (spent instanceof PldAccountant pld) {
      Bracket bracket = pld.bracket(delta);
      return new StepCost(step, delta, kind, bracket.upper(), bracket, 0);
    }
    return new StepCost(step, delta, kind, spent.epsilon(delta), null, 0);
  }

  /** The same for users of up to so many clients. */
  StepCost ofUsers(int clients) {
    return new StepCost(step, delta, kind, epsilon, bracket, clients);
  }

  private boolean nothing() {
    return epsilon == Double.POSITIVE_INFINITY;
  }

  /** One object with all inputs and results. */
  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    number(node, "epsilon", epsilon);
    if (bracket != null) {
      number(node, "epsilon_lower", bracket.lower());
      number(node, "epsilon_upper", bracket.upper());
    }
    if (nothing()) {
      node.put("reason", NO_NOISE);
    }
    node.put("delta", delta)
        .put("sampling_rate", step.sampling().rate())
        .put("noise_multiplier", step.noiseMultiplier())
        .put("steps", step.count())
        .put("accountant", SamplingOptions.name(kind))
        .put("adjacency", SamplingOptions.name(step.sampling().adjacency()));
    if (userClients > 0) {
      node.put("user_clients", userClients);
    }
    if (step.sampling() instanceof Sampling.FixedSize fixed) {
      node.put("cohort", fixed.cohort()).put("clients", fixed.population());
    }
    return node;
  }

  /** A number, or null where JSON has none. */
  static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  /** The guarantee in a sentence. */
  String sentence() {
    if (nothing()) {
      return "No privacy: %s.".formatted(NO_NOISE);
    }
    return "(%s, %s)-differential privacy after %,d steps: %s, nothing becomes more than e^%s times as likely, but for a chance of %s."
        .formatted(
            digits(epsilon),
            digits(delta),
            step.count(),
            step.sampling().adjacency() == Adjacency.ADD_OR_REMOVE
                ? "whether any one %s is there or not"
                    .formatted(userClients > 0 ? "user" : "client")
                : "whichever any one client is",
            digits(epsilon),
            digits(delta));
  }

  /** The guarantee in a small table. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(row("epsilon", nothing() ? "infinite" : String.format(Locale.ROOT, "%.4f", epsilon)));
    if (bracket != null && !nothing()) {
      lines.add(row("tight within", "%.4f to %.4f".formatted(bracket.lower(), bracket.upper())));
    }
    lines.add(row("delta", digits(delta)));
    lines.add(row("cohorts", cohorts()));
    lines.add(row("noise multiplier", digits(step.noiseMultiplier())));
    lines.add(row("steps", String.format(Locale.ROOT, "%,d", step.count())));
    lines.add(row("accountant", SamplingOptions.name(kind)));
    lines.add(
        row(
            "neighbours",
            userClients == 0
                ? SamplingOptions.words(step.sampling().adjacency())
                : "one user more or less, at up to %d clients".formatted(userClients)));
    return lines;
  }

  private String cohorts() {
    if (!(step.sampling() instanceof Sampling.FixedSize fixed)) {
      return "Poisson, rate " + digits(step.sampling().rate());
    }
    return fixed.population() == 1
        ? "known to all; each step is a turn of one client"
        : "%,d of %,d, without replacement, nobody knows whom"
            .formatted(fixed.cohort(), fixed.population());
  }

  /** At most five digits, without trailing zeros. */
  static String digits(double value) {
    return Double.toString(new BigDecimal(value).round(new MathContext(5)).doubleValue());
  }

  private static String row(String name, String value) {
    return "  %-17s %s".formatted(name, value);
  }
}
