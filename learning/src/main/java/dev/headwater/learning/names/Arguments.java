package dev.headwater.learning.names;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of one {@link Spec}, read as numbers or text; what is wrong is said with the whole
 * text.
 *
 * <p>A class of one's own reads its arguments in its constructor. One that has read some of them
 * when it is made, and none of the last ones, is refused: nobody would notice a number that does
 * nothing. A class that reads them later keeps its {@code Arguments} in a field of that type, or
 * reads none of them in its constructor; it says itself what is one too many.
 */
public final class Arguments {
  private final String kind;
  private final Spec spec;
  private final String usage;
  private int read; // positions up to the last one that was asked for, given or not

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
    read = Math.max(read, position + 1);
    return position < count() ? number(position) : usual;
  }

  /**
   * {@return the number at {@code position}; may be NaN or infinite, so check its range}
   *
   * @param position from 0
   * @throws IllegalArgumentException if it is missing or not a number
   */
  public double number(int position) {
    read = Math.max(read, position + 1);
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
    read = Math.max(read, position + 1);
    if (position >= count()) {
      throw wrong(" needs an argument");
    }
    return spec.arguments().get(position);
  }

  /** Refuses more than were asked for, where any was. */
  void requireRead() {
    if (read > 0 && read < count()) {
      throw new IllegalArgumentException(
          "%s: %s has %d arguments, and its class takes %d (expected: no more, or a class that reads them in its constructor)"
              .formatted(kind, spec, count(), read));
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "%s: %s%s (expected: %s)".formatted(kind, spec, what, usage));
  }
}
