package dev.headwater.cli.view.text;

import java.util.List;

/** Bars and sparklines, in block characters or in ASCII. */
public enum Glyphs {
  UNICODE("█", "░", "…", "▁▂▃▄▅▆▇█"),
  ASCII("#", "-", "..", "_.-=+*%@");

  private final String full;
  private final String empty;
  private final String ellipsis;
  private final String levels;

  Glyphs(String full, String empty, String ellipsis, String levels) {
    this.full = full;
    this.empty = empty;
    this.ellipsis = ellipsis;
    this.levels = levels;
  }

  public static Glyphs of(Terminal terminal) {
    return terminal.unicode() ? UNICODE : ASCII;
  }

  public String ellipsis() {
    return ellipsis;
  }

  /** {@code columns} wide, filled from the left by {@code share} in [0, 1]. */
  public String bar(double share, int columns) {
    int filled = (int) Math.floor(Math.max(0, Math.min(1, share)) * columns);
    return full.repeat(filled) + empty.repeat(columns - filled);
  }

  /**
   * The values from left to right, lowest to highest level; more than {@code columns} of them are
   * thinned, keeping the last.
   */
  public String sparkline(List<Double> values, int columns) {
    if (values.isEmpty() || columns < 1) {
      return "";
    }
    double min = values.stream().mapToDouble(v -> v).min().orElseThrow();
    double max = values.stream().mapToDouble(v -> v).max().orElseThrow();
    int n = Math.min(columns, values.size());
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < n; i++) {
      double value = values.get((int) ((long) (i + 1) * values.size() / n) - 1);
      int level =
          max == min ? 0 : (int) Math.round((value - min) / (max - min) * (levels.length() - 1));
      line.append(levels.charAt(level));
    }
    return line.toString();
  }
}
