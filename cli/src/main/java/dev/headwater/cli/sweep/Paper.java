package dev.headwater.cli.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.cli.config.KeyFile;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The published result that a sweep runs again: the part {@code paper} of its file.
 *
 * @param title of the section
 * @param source authors, year, title, table or figure, address
 * @param claim what was published, in a sentence
 * @param theirs data, model and clients of the paper
 * @param ours what differs here, and why
 * @param figures what the paper reports, by the label of a setting; may be empty
 * @param orders labels of settings, each list from the best to the worst, as the paper has them
 * @param miss why an order does not hold here, by measurement; null if all of them do
 */
record Paper(
    String title,
    String source,
    String claim,
    String theirs,
    String ours,
    Map<String, String> figures,
    List<List<String>> orders,
    @Nullable String miss) {
  /** Its key in the file of a sweep. */
  static final String PART = "paper";

  private static final Set<String> KEYS =
      Set.of("title", "source", "claim", "theirs", "ours", "figures", "orders", "miss");

  /**
   * Reads the part.
   *
   * @param file a sweep's
   * @param plan of the same file, whose settings the part may name
   * @throws UserDataException if there is none, or something is missing or unknown in it
   */
  static Paper of(SweepFile file, SweepPlan plan) {
    KeyFile keys = new KeyFile("reproduce", file.file(), "paper:");
    JsonNode tree = keys.keys().path(PART);
    if (!tree.isObject()) {
      throw keys.refused(
          "has no part %s (expected: title, source, claim, theirs and ours below %s; see docs/results.md)"
              .formatted(PART, PART));
    }
    tree.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw keys.refused(
                    "has a key '%s' below %s (expected: title, source, claim, theirs, ours, figures, orders and miss%s)"
                        .formatted(key, PART, Nearest.hint(key, KEYS)));
              }
            });
    Set<String> labels =
        Set.copyOf(plan.runs().stream().map(run -> run.setting().label()).distinct().toList());
    Map<String, String> figures = new LinkedHashMap<>();
    tree.path("figures")
        .properties()
        .forEach(one -> figures.put(known(keys, one.getKey(), labels), one.getValue().asText()));
    List<List<String>> orders = new ArrayList<>();
    for (JsonNode order : tree.path("orders")) {
      List<String> one = new ArrayList<>();
      order.forEach(label -> one.add(known(keys, label.asText(), labels)));
      if (one.size() < 2) {
        throw keys.refused(
            "has an order of fewer than two settings (expected: labels, from the best to the worst)");
      }
      orders.add(List.copyOf(one));
    }
    return new Paper(
        text(keys, tree, "title"),
        text(keys, tree, "source"),
        text(keys, tree, "claim"),
        text(keys, tree, "theirs"),
        text(keys, tree, "ours"),
        figures,
        List.copyOf(orders),
        tree.has("miss") ? text(keys, tree, "miss") : null);
  }

  private static String known(KeyFile keys, String label, Set<String> labels) {
    if (!labels.contains(label)) {
      throw keys.refused(
          "names the setting '%s' (expected: the label of one of its runs%s)"
              .formatted(label, Nearest.hint(label, labels)));
    }
    return label;
  }

  private static String text(KeyFile keys, JsonNode tree, String key) {
    String text = tree.path(key).asText().strip();
    if (text.isEmpty()) {
      throw keys.refused("says no %s below %s (expected: a sentence)".formatted(key, PART));
    }
    return text.replaceAll("\\s+", " ");
  }
}
