package dev.headwater.simulations.output.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats numbers for the terminal and the report. */
public final class Quantities {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Quantities() {}

  /**
   * {@return a size in decimal units with three digits: {@code 512 B}, {@code 1.24 MB}}
   *
   * @param bytes at least 0
   */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT,
        "%." + (value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + "f %s",
        value,
        UNITS[unit]);
  }

  /**
   * {@return a duration: {@code 0.42 s}, {@code 12.3 s}, {@code 3 min 05 s}, {@code 2 h 07 min}}
   *
   * @param seconds at least 0
   */
  public static String seconds(double seconds) {
    if (seconds < 9.995) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /**
   * {@return a share as {@code 87.1 %}; a dash if unknown}
   *
   * @param share in [0, 1]; null or NaN if unknown
   */
  public static String percent(@Nullable Double share) {
    return share == null || share.isNaN()
        ? "-"
        : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /**
   * {@return privacy spent, with three digits: {@code 3.92}, {@code 12.3}; or {@code infinite}}
   *
   * @param epsilon at least 0; null is infinite
   */
  public static String epsilon(@Nullable Double epsilon) {
    if (epsilon == null || !Double.isFinite(epsilon)) {
      return "infinite";
    }
    if (epsilon == 0) {
      return "0";
    }
    int decimals =
        epsilon < 0.0995 ? 4 : epsilon < 0.9995 ? 3 : epsilon < 9.995 ? 2 : epsilon < 99.95 ? 1 : 0;
    return BigDecimal.valueOf(epsilon).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }

  /**
   * {@return a setting with at most four digits, without insignificant ones: {@code 6}, {@code
   * 0.0016}, {@code 1e-5}; {@code infinite}, or a dash for NaN}
   *
   * @param value any number
   */
  public static String setting(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "-" : "infinite";
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros();
    if (value != 0 && Math.abs(value) < 1e-3) {
      BigDecimal digits = rounded.movePointRight(rounded.scale() - rounded.precision() + 1);
      int exponent = rounded.precision() - rounded.scale() - 1;
      return digits.stripTrailingZeros().toPlainString() + "e" + exponent;
    }
    return rounded.toPlainString();
  }

  /**
   * {@return a number with three decimals; a dash if unknown}
   *
   * @param value null or NaN if unknown
   */
  public static String decimal(@Nullable Double value) {
    return value == null || value.isNaN() ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * {@return a rate with three digits below a thousand, whole above}
   *
   * @param perSecond at least 0
   */
  public static String rate(double perSecond) {
    return perSecond < 9.995
        ? String.format(Locale.ROOT, "%.2f", perSecond)
        : perSecond < 99.95
            ? String.format(Locale.ROOT, "%.1f", perSecond)
            : count(Math.round(perSecond));
  }

  /**
   * {@return a number with a comma between thousands: {@code 12,345}}
   *
   * @param count any number
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * {@return a number with its noun: {@code 1 round}, {@code 3 rounds}}
   *
   * @param count any number
   * @param noun in the singular, with a plural in s
   */
  public static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
