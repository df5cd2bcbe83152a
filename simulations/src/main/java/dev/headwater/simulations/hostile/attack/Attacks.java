package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.names.Nearest;
import dev.headwater.learning.names.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All attacks by name, as a plan and the command line have them: {@code alie}, {@code ipm:0.1}. */
public final class Attacks {
  /** Every kind, in the order of tables. */
  public static final List<Kind> ALL =
      List.of(
          kind("label-flip", given -> new PoisonedData.LabelFlip()),
          kind(
              "backdoor",
              given ->
                  new PoisonedData.Backdoor(
                      whole("target", given.of("target", 0)),
                      given.of("poisoned", 0.5),
                      given.of("strength", 0.5),
                      given.of("scale", 1)),
              "target",
              "poisoned",
              "strength",
              "scale"),
          kind("sign-flip", given -> new ChangedUpdate.SignFlip(given.of("scale", 1)), "scale"),
          kind("scaled", given -> new ChangedUpdate.Scaled(given.of("factor", 10)), "factor"),
          kind(
              "extreme-values",
              given -> new ChangedUpdate.ExtremeValues(given.of("size", 1023)),
              "size"),
          kind("alie", given -> new Collusion.Alie(given.or("z")), "z"),
          kind("ipm", given -> new Collusion.Ipm(given.of("epsilon", 0.5)), "epsilon"),
          kind("free-rider", given -> new ChangedUpdate.FreeRider(given.of("noise", 0)), "noise"),
          kind(
              "stale",
              given ->
                  new OldAnswer.Stale(whole("age", given.of("age", 5)), given.of("lies", 0) != 0),
              "age",
              "lies"),
          kind("replay", given -> new OldAnswer.Replay()),
          kind("nan", given -> new ChangedUpdate.NotANumber()),
          kind("silent", given -> new OldAnswer.Silent()));

  private Attacks() {}

  /**
   * One kind of attack.
   *
   * @param name as it is typed
   * @param parameters names of its numbers, in the order in which they follow the colon
   * @param make the attack with numbers by name
   */
  public record Kind(String name, List<String> parameters, Function<Numbers, Attack> make) {

    /**
     * {@return the attack with these numbers}
     *
     * @param numbers by the name of the parameter; those that are left out have their usual value
     * @throws IllegalArgumentException if a name is not known, or a number is out of its range
     */
    public Attack of(Map<String, Double> numbers) {
      for (String name : numbers.keySet()) {
        if (!parameters.contains(name)) {
          throw new IllegalArgumentException(
              "%s: unknown key '%s' (expected: %s)"
                  .formatted(
                      this.name,
                      name,
                      parameters.isEmpty()
                          ? "no numbers"
                          : "one of " + String.join(", ", parameters)));
        }
      }
      return make.apply(new Numbers(Map.copyOf(numbers)));
    }
  }

  /**
   * Numbers that were given.
   *
   * @param byName some of the parameters
   */
  public record Numbers(Map<String, Double> byName) {
    private double of(String name, double usual) {
      return byName.getOrDefault(name, usual);
    }

    private @Nullable Double or(String name) {
      return byName.get(name);
    }
  }

  private static Kind kind(String name, Function<Numbers, Attack> make, String... parameters) {
    return new Kind(name, List.of(parameters), make);
  }

  private static int whole(String name, double value) {
    Attack.require(
        value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE,
        name,
        value,
        "a whole number");
    return (int) value;
  }

  /**
   * {@return the kind of a name}
   *
   * @param name such as {@code alie}
   * @throws IllegalArgumentException if there is none, with the nearest one
   */
  public static Kind named(String name) {
    List<String> names = ALL.stream().map(Kind::name).collect(Collectors.toList());
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "attack: '%s'%s (expected: one of %s)"
                        .formatted(name, Nearest.hint(name, names), String.join(", ", names))));
  }

  /**
   * {@return an attack as the command line has it}
   *
   * @param text {@code NAME} or {@code NAME:NUMBER,NUMBER}
   * @throws IllegalArgumentException if it names none, or its numbers are none or out of range
   */
  public static Attack parse(String text) {
    Spec spec = Spec.parse(text);
    Kind kind = named(spec.name());
    List<String> given = new ArrayList<>(spec.arguments());
    if (given.size() > kind.parameters().size()) {
      throw new IllegalArgumentException(
          "attack: %s has %d numbers (expected: at most %d%s)"
              .formatted(
                  text,
                  given.size(),
                  kind.parameters().size(),
                  kind.parameters().isEmpty() ? "" : ", " + String.join(", ", kind.parameters())));
    }
    Map<String, Double> numbers = new HashMap<>();
    for (int i = 0; i < given.size(); i++) {
      try {
        numbers.put(kind.parameters().get(i), Double.valueOf(given.get(i)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "attack: %s, '%s' is no number (expected: %s)"
                .formatted(text, given.get(i), kind.parameters().get(i)),
            e);
      }
    }
    return kind.of(numbers);
  }
}
