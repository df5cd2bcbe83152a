package dev.headwater.learning.stopping;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A score that a run is to reach. The rounds and the bytes that it takes are the field's usual
 * measure of an algorithm (McMahan et al., 2017, section 3).
 *
 * @param measure what is compared
 * @param value an accuracy in (0, 1], or a mean cross-entropy above 0 in nats
 */
public record Target(Measure measure, double value) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z]+)=(.+)");

  /** What is compared with the value. */
  public enum Measure {
    /** The share of correct predictions: reached from below. */
    ACCURACY,
    /** The mean cross-entropy in nats: reached from above. */
    LOSS
  }

  /**
   * Refuses values that no run has.
   *
   * @param measure what is compared
   * @param value in (0, 1] for an accuracy, finite and above 0 for a loss
   * @throws IllegalArgumentException for other values
   */
  public Target {
    boolean possible = value > 0 && value <= (measure == Measure.ACCURACY ? 1 : Double.MAX_VALUE);
    if (!possible) {
      throw new IllegalArgumentException(
          measure == Measure.ACCURACY
              ? "until: accuracy=%s (expected: above 0 and at most 1, such as accuracy=0.9)"
                  .formatted(value)
              : "until: loss=%s (expected: above 0, in nats, such as loss=0.3)".formatted(value));
    }
  }

  /**
   * {@return the target that a user typed}
   *
   * @param text such as {@code accuracy=0.9} or {@code loss=0.3}
   * @throws IllegalArgumentException if it is no target
   */
  public static Target parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (form.matches()) {
      for (Measure measure : Measure.values()) {
        if (word(measure).equals(form.group(1).toLowerCase(Locale.ROOT))) {
          return new Target(measure, number(text, form.group(2)));
        }
      }
    }
    throw refused(text);
  }

  private static double number(String text, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw refused(text);
    }
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "until: '%s' (expected: accuracy=SHARE or loss=NATS, such as accuracy=0.9)"
            .formatted(text));
  }

  private static String word(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return whether these scores reach the target} Scores that are unknown never do.
   *
   * @param accuracy in [0, 1], NaN if unknown
   * @param loss in nats, NaN if unknown
   */
  public boolean reachedBy(double accuracy, double loss) {
    return measure == Measure.ACCURACY ? accuracy >= value : loss <= value;
  }

  /** {@return the target as it is typed: {@code accuracy=0.9}} */
  @Override
  public String toString() {
    return word(measure) + "=" + value;
  }
}
