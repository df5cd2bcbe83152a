package dev.headwater.cli.view.text;

/** One line of the live block: styled pieces within a maximum width. */
public final class Line {
  /** An SGR sequence, see ECMA-48 section 8.3.117. */
  public enum Style {
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

  public Line(int columns, boolean colours, Glyphs glyphs) {
    this.columns = columns;
    this.colours = colours;
    this.ellipsis = glyphs.ellipsis();
  }

  /** Remaining columns. */
  public int left() {
    return full ? 0 : columns - used;
  }

  public Line add(String piece) {
    return add(piece, Style.PLAIN);
  }

  /** Appends, cut to the remaining columns. */
  public Line add(String piece, Style style) {
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

  /** Appends the whole text, or nothing if it does not fit. */
  public Line addWhole(String piece, Style style) {
    return Text.width(piece) <= left() ? add(piece, style) : this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
