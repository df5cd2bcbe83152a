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

  /** {@return the number of arguments that were given} */
  public int count() {
    return spec.arguments().size();
  }

  /**
   * {@return the number at {@code position}, or {@code usual} if it is omitted; may be NaN or
   * infinite}
   *
   * @param position from 0
   * @param usual the value of an argument that was left out
   * @throws IllegalArgumentException if the argument is not a number
   */
  public double number(int position, double usual) {
    return position < count() ? number(position) : usual;
  }

  /**
   * {@return the number at {@code position}; may be NaN or infinite, so check its range}
   *
   * @param position from 0
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
   * {@return the whole number at {@code position}, of either sign}
   *
   * @param position from 0
   * @throws IllegalArgumentException if it is missing, no whole number, or too large for an int
   */
  public int wholeNumber(int position) {
    double value = number(position);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(", '%s' is no whole number".formatted(spec.arguments().get(position)));
    }
    return (int) value;
  }

  /**
   * {@return all of them as whole numbers, in order; at least one}
   *
   * @throws IllegalArgumentException if there is none, or one is no whole number or too large for
   *     an int
   */
  public List<Integer> wholeNumbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < Math.max(1, count()); i++) {
      numbers.add(wholeNumber(i));
    }
    return List.copyOf(numbers);
  }

  /**
   * {@return the text at {@code position}, not blank}
   *
   * @param position from 0
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
