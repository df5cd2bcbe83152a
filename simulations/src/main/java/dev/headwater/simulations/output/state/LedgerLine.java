package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.StateFormat;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.simulations.output.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts {@link LedgerEntry} to and from lines of {@code ledger.jsonl}. */
final class LedgerLine {
  /** SHA-256 in hex of the line before, without its line end; zeros in the first line. */
  static final String PREVIOUS = "previous";

  private LedgerLine() {}

  static String encode(LedgerEntry entry, String previous) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put(StateFormat.KEY, StateFormat.CURRENT);
    if (entry instanceof LedgerEntry.Opened opened) {
      line.put("type", "opened");
      line.put("mechanism", opened.mechanism().text());
      line.put("adjacency", opened.adjacency());
      line.put("unit", opened.unit());
      line.put("accountant", opened.accountant());
      line.put("delta", opened.delta());
      line.put("epsilon_budget", opened.epsilonBudget());
      line.put("noise", opened.noise());
      if (opened.cohorts() != null) {
        line.put("cohorts", opened.cohorts());
      }
      if (opened.data() != null) {
        line.put("data", opened.data());
      }
    } else if (entry instanceof LedgerEntry.Paid paid) {
      line.put("type", "paid");
      line.put("round", paid.round());
      line.put("steps", paid.steps().stream().map(LedgerLine::encode).toList());
      line.put("population", paid.population());
      line.put("clipping_norm", paid.clippingNorm());
      line.put("weight_cap", paid.weightCap());
      line.put("noise_deviation", paid.noiseDeviation());
      line.put("epsilon", paid.epsilon());
      if (paid.asked() != null) {
        line.put("asked", paid.asked());
      }
    } else if (entry instanceof LedgerEntry.Closed closed) {
      line.put("type", "closed");
      line.put("round", closed.round());
      line.put("cohort", closed.cohort());
      line.put("contributed", closed.contributed());
      line.put("next_clipping_norm", closed.nextClippingNorm());
      line.put("aborted", closed.aborted());
    } else if (entry instanceof LedgerEntry.Resumed resumed) {
      line.put("type", "resumed");
      line.put("round", resumed.round());
      line.put("epsilon_budget", resumed.epsilonBudget());
    }
    line.put(PREVIOUS, previous);
    return Json.line(line);
  }

  private static Map<String, Object> encode(Step step) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (step.sampling() instanceof Sampling.FixedSize fixed) {
      map.put("sampling", "fixed_size");
      map.put("cohort", fixed.cohort());
      map.put("population", fixed.population());
    } else {
      map.put("sampling", "poisson");
      map.put("rate", step.sampling().rate());
    }
    map.put("noise_multiplier", step.noiseMultiplier());
    map.put("count", step.count());
    return map;
  }

  /**
   * The entry of a line.
   *
   * @throws IllegalArgumentException if it is not a ledger line
   */
  static LedgerEntry decode(JsonNode line) {
    return switch (line.path("type").asText()) {
      case "opened" ->
          new LedgerEntry.Opened(
              Mechanism.parse(text(line, "mechanism")),
              text(line, "adjacency"),
              text(line, "unit"),
              text(line, "accountant"),
              number(line, "delta"),
              optional(line, "epsilon_budget"),
              text(line, "noise"),
              line.has("cohorts") ? text(line, "cohorts") : null,
              line.has("data") ? text(line, "data") : null);
      case "paid" ->
          new LedgerEntry.Paid(
              whole(line, "round"),
              steps(line),
              whole(line, "population"),
              number(line, "clipping_norm"),
              whole(line, "weight_cap"),
              number(line, "noise_deviation"),
              optional(line, "epsilon"),
              line.has("asked") ? names(line) : null);
      case "closed" ->
          new LedgerEntry.Closed(
              whole(line, "round"),
              whole(line, "cohort"),
              whole(line, "contributed"),
              number(line, "next_clipping_norm"),
              line.path("aborted").isTextual() ? line.path("aborted").asText() : null);
      case "resumed" ->
          new LedgerEntry.Resumed(whole(line, "round"), optional(line, "epsilon_budget"));
      default ->
          throw new IllegalArgumentException(
              "type: %s (expected: opened, paid, closed or resumed)".formatted(line.path("type")));
    };
  }

  private static List<Step> steps(JsonNode line) {
    List<Step> steps = new ArrayList<>();
    for (JsonNode step : line.path("steps")) {
      Sampling sampling =
          text(step, "sampling").equals("fixed_size")
              ? new Sampling.FixedSize(whole(step, "cohort"), whole(step, "population"))
              : new Sampling.Poisson(number(step, "rate"));
      steps.add(new Step(sampling, number(step, "noise_multiplier"), whole(step, "count")));
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("steps: none (expected: at least one)");
    }
    return steps;
  }

  private static List<String> names(JsonNode line) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : require(line, "asked", line.path("asked").isArray())) {
      names.add(name.asText());
    }
    return names;
  }

  private static String text(JsonNode line, String key) {
    return require(line, key, line.path(key).isTextual()).asText();
  }

  private static double number(JsonNode line, String key) {
    return require(line, key, line.path(key).isNumber()).asDouble();
  }

  private static int whole(JsonNode line, String key) {
    return require(line, key, line.path(key).canConvertToInt()).asInt();
  }

  private static @Nullable Double optional(JsonNode line, String key) {
    JsonNode value = line.path(key);
    return value.isNull() ? null : number(line, key);
  }

  private static JsonNode require(JsonNode line, String key, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s (expected: the value that was written)".formatted(key, line.path(key)));
    }
    return line.path(key);
  }
}
