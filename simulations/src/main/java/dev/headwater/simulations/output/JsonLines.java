package dev.headwater.simulations.output;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.text.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code --format json}: one JSON object per line, one line per round and a final summary, in UTF-8
 * whatever the stream's own encoding. Nothing else is printed.
 */
public final class JsonLines implements RoundListener {
  private final PrintStream out;

  /**
   * Lines for one run.
   *
   * @param out standard output except in tests; stays open, and is flushed after every line
   */
  public JsonLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onRound(RoundReport report) {
    print(RoundRecord.of(report));
  }

  /**
   * Prints the last line.
   *
   * @param summary of the ended run
   */
  public void summary(SummaryRecord summary) {
    print(summary);
  }

  private void print(Object value) {
    byte[] line = (Json.line(value) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(line, 0, line.length);
    out.flush();
  }
}
