package dev.headwater.learning.names;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of one {@link Spec}, read as numbers or text; what is wrong is said with the whole
 * text.
 */
public final class Arguments {
  private final String kind;
  private final Spec spec;
  private final String usage;

  Arguments(String kind, Spec spec, String usage) {
    this.kind = kind;
    this.spec = spec;
    this.usage = usage;
  }

  /** Number of arguments. */
  public int count() {
    return spec.arguments().size();
  }

  /** The number at {@code position} (from 0), or {@code usual} if it is omitted. */
  public double number(int position, double usual) {
    return position < count() ? number(position) : usual;
  }

  /**
   * The number at {@code position}, from 0.
   *
   * @throws IllegalArgumentException if it is missing or not a number
   */
  public double number(int position) {
    if (position >= count()) {
      throw wrong(" needs a number");
    }
    try {
      return Double.parseDouble(spec.arguments().get(position));
    } catch (NumberFormatException e) {
      throw wrong(", '%s' is no number".formatted(spec.arguments().get(position)));
    }
  }

  /**
   * The whole number at {@code position}, from 0.
   *
   * @throws IllegalArgumentException if it is missing, no whole number, or too large for an int
   */
  public int wholeNumber(int position) {
    double value = number(position);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(", '%s' is no whole number".formatted(spec.arguments().get(position)));
    }
    return (int) value;
  }

  /** All of them as whole numbers, at least one. */
  public List<Integer> wholeNumbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < Math.max(1, count()); i++) {
      numbers.add(wholeNumber(i));
    }
    return List.copyOf(numbers);
  }

  /**
   * The text at {@code position}, from 0.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public String text(int position) {
    if (position >= count()) {
      throw wrong(" needs an argument");
    }
    return spec.arguments().get(position);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "%s: %s%s (expected: %s)".formatted(kind, spec, what, usage));
  }
}
