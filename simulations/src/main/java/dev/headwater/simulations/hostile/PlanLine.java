package dev.headwater.simulations.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.learning.names.Nearest;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.Attacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** One attack of a plan's file; everything wrong in it is an {@code IllegalArgumentException}. */
final class PlanLine {
  private static final List<String> OWN =
      List.of("attack", "clients", "count", "share", "from", "to");

  private final JsonNode node;

  PlanLine(JsonNode node) {
    this.node = node;
  }

  AttackPlan.Line line() {
    if (!node.isObject() || !node.path("attack").isTextual()) {
      throw new IllegalArgumentException(
          "no name (expected: a key 'attack' with one of %s)"
              .formatted(String.join(", ", Attacks.ALL.stream().map(Attacks.Kind::name).toList())));
    }
    Attacks.Kind kind = Attacks.named(node.path("attack").asText());
    Attack attack = kind.of(numbers(kind));
    int from = node.has("from") ? whole("from") : 1;
    int to = node.has("to") ? whole("to") : Integer.MAX_VALUE;
    return new AttackPlan.Line(attack, who(), from, to);
  }

  private Map<String, Double> numbers(Attacks.Kind kind) {
    List<String> known = new ArrayList<>(kind.parameters());
    known.addAll(OWN);
    Map<String, Double> numbers = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      String key = one.getKey();
      JsonNode value = one.getValue();
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "%s: unknown key '%s'%s (expected: %s)"
                .formatted(kind.name(), key, Nearest.hint(key, known), String.join(", ", known)));
      }
      if (kind.parameters().contains(key)) {
        if (!value.isNumber() && !value.isBoolean()) {
          throw new IllegalArgumentException("%s: %s (expected: a number)".formatted(key, value));
        }
        numbers.put(key, value.isBoolean() ? (value.asBoolean() ? 1.0 : 0.0) : value.asDouble());
      }
    }
    return numbers;
  }

  private Who who() {
    List<String> given = List.of("clients", "count", "share").stream().filter(node::has).toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "%s (expected: one of clients, count and share, which says who attacks)"
              .formatted(given.isEmpty() ? "nobody" : String.join(" and ", given)));
    }
    return switch (given.get(0)) {
      case "clients" -> new Who.Named(names(node.get("clients")));
      case "count" -> new Who.Count(whole("count"));
      default -> new Who.Share(share(node.get("share")));
    };
  }

  private static SortedSet<String> names(JsonNode value) {
    SortedSet<String> names = new TreeSet<>();
    if (value.isTextual()) {
      names.add(value.asText());
    } else if (value.isArray()) {
      value.forEach(name -> names.add(name.isTextual() ? name.asText() : ""));
    }
    if (names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException(
          "clients: %s (expected: a name, or a list of names)".formatted(value));
    }
    return names;
  }

  private int whole(String key) {
    JsonNode value = node.get(key);
    if (!value.canConvertToInt() || !value.canConvertToExactIntegral() || value.asInt() < 1) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a whole number of at least 1)".formatted(key, value));
    }
    return value.asInt();
  }

  private static double share(JsonNode value) {
    double share = value.asDouble(-1);
    if (!value.isNumber() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share: %s (expected: above 0 and at most 1)".formatted(value));
    }
    return share;
  }
}
