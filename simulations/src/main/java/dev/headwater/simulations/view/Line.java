package dev.headwater.simulations.view;

/** One line of the live block: styled pieces that never pass a width. */
final class Line {
  /** An SGR sequence, see ECMA-48 section 8.3.117. */
  enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    BAD("31"),
    ACCENT("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private final int columns;
  private final boolean colours;
  private final String ellipsis;
  private final StringBuilder text = new StringBuilder();
  private int used;
  private boolean full;

  Line(int columns, boolean colours, Glyphs glyphs) {
    this.columns = columns;
    this.colours = colours;
    this.ellipsis = glyphs.ellipsis();
  }

  /** Columns that are left. */
  int left() {
    return full ? 0 : columns - used;
  }

  Line add(String piece) {
    return add(piece, Style.PLAIN);
  }

  /** Appends, cut to what is left. */
  Line add(String piece, Style style) {
    if (full || piece.isEmpty()) {
      return this;
    }
    String clean = Text.clean(piece);
    String fitted = Text.fit(clean, columns - used, ellipsis);
    full = !fitted.equals(clean);
    used += Text.width(fitted);
    boolean plain = !colours || style == Style.PLAIN;
    text.append(plain ? fitted : "\u001b[" + style.code + "m" + fitted + "\u001b[0m");
    return this;
  }

  /** Appends all of it, or nothing where it does not fit. */
  Line addWhole(String piece, Style style) {
    return Text.width(piece) <= left() ? add(piece, style) : this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
