package dev.headwater.cli.view.text;

import java.io.PrintStream;
import java.util.List;

/**
 * A block of lines at the bottom of the terminal that is redrawn in place: up to its first line,
 * every line rewritten and cleared to its end, the rest below cleared. Each change is one write, so
 * that it does not flicker.
 */
public final class Screen {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";

  private final PrintStream out;
  private int drawn;
  private boolean hidden;

  public Screen(PrintStream out) {
    this.out = out;
  }

  /** Replaces the block. */
  public void draw(List<String> lines) {
    StringBuilder change = new StringBuilder();
    if (!hidden) {
      change.append(HIDE_CURSOR);
      hidden = true;
    }
    up(change);
    for (String line : lines) {
      change.append(line).append("\u001b[K\n");
    }
    change.append("\u001b[J");
    drawn = lines.size();
    emit(change);
  }

  /** Prints permanent lines in place of the block; the block disappears until the next draw. */
  public void print(List<String> lines) {
    StringBuilder change = new StringBuilder();
    up(change);
    if (drawn > 0) {
      change.append("\u001b[J");
    }
    lines.forEach(line -> change.append(line).append('\n'));
    drawn = 0;
    emit(change);
  }

  /** Leaves the block in place and restores the cursor. */
  public void release() {
    drawn = 0;
    if (hidden) {
      hidden = false;
      emit(new StringBuilder(SHOW_CURSOR));
    }
  }

  private void up(StringBuilder change) {
    if (drawn > 0) {
      change.append("\r\u001b[").append(drawn).append('A');
    }
  }

  private void emit(StringBuilder change) {
    out.print(change);
    out.flush();
  }
}
