package dev.headwater.simulations.report.rounds;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import java.util.List;
import java.util.Map;

/** Bytes and time by round. */
public final class Traffic {
  private final List<RoundRecord> rounds;

  /**
   * The sections of a run.
   *
   * @param rounds all that ended, in order
   */
  public Traffic(List<RoundRecord> rounds) {
    this.rounds = rounds;
  }

  /** {@return their HTML; empty for fewer than two rounds, whose figures stand at the top} */
  public String html() {
    if (rounds.size() < 2) {
      return "";
    }
    String bytes =
        "%s from clients and %s to them in all."
            .formatted(
                Quantities.bytes(rounds.stream().mapToLong(RoundRecord::bytesUp).sum()),
                Quantities.bytes(rounds.stream().mapToLong(RoundRecord::bytesDown).sum()));
    double slowest = rounds.stream().mapToDouble(RoundRecord::seconds).max().orElse(0);
    double all = rounds.stream().mapToDouble(RoundRecord::seconds).sum();
    String time =
        "%s in all, %s the longest round."
            .formatted(Quantities.seconds(all), Quantities.seconds(slowest));
    return "<div class=\"pair\">\n"
        + Html.section(
            "bytes",
            "Bytes by round",
            Html.about(bytes) + Html.canvas("bytes", "Line chart of bytes by round. " + bytes, 220))
        + Html.section(
            "times",
            "Time by round",
            Html.about(time) + Html.canvas("times", "Line chart of time by round. " + time, 220))
        + "</div>\n";
  }

  /**
   * Adds the charts' data.
   *
   * @param data by name, what the script draws
   */
  public void data(Map<String, Object> data) {
    if (rounds.size() < 2) {
      return;
    }
    data.put("bytesUp", rounds.stream().map(RoundRecord::bytesUp).toList());
    data.put("bytesDown", rounds.stream().map(RoundRecord::bytesDown).toList());
    data.put("seconds", rounds.stream().map(RoundRecord::seconds).toList());
  }
}
