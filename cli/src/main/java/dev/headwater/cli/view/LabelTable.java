package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.simulations.output.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** The label table of a split, drawn in characters: one row per client, one bar per class. */
public final class LabelTable {
  private static final String UNICODE_BARS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = " .:-=+*#@";

  private LabelTable() {}

  /** The lines of the table, none wider than the terminal. */
  public static List<String> lines(
      String data,
      String partition,
      List<String> labels,
      SortedMap<String, int[]> counts,
      Terminal terminal) {
    List<String> lines = new ArrayList<>();
    int[] sizes =
        counts.values().stream().mapToInt(row -> Arrays.stream(row).sum()).sorted().toArray();
    double held =
        counts.values().stream()
            .mapToLong(row -> Arrays.stream(row).filter(n -> n > 0).count())
            .average()
            .orElse(0);
    lines.add(
        "%s, %s: %d pictures, %d clients, %d classes"
            .formatted(data, partition, Arrays.stream(sizes).sum(), sizes.length, labels.size()));
    lines.add(
        "pictures a client: %d smallest, %d median, %d largest; classes a client: %.1f on average"
            .formatted(
                sizes[0],
                Math.round(Spread.of(Arrays.stream(sizes).asDoubleStream().toArray()).median()),
                sizes[sizes.length - 1],
                held));
    lines.add("");
    int name =
        Math.min(
            terminal.tty() ? 24 : Integer.MAX_VALUE,
            counts.keySet().stream().mapToInt(String::length).max().orElse(0));
    int room = Math.max(8, terminal.widest() - name - 30);
    int classes = Math.min(labels.size(), room);
    int most = counts.values().stream().flatMapToInt(Arrays::stream).max().orElse(1);
    int bar = Math.max("classes".length(), classes);
    String row = "%-" + name + "." + name + "s %8s  %-" + bar + "." + bar + "s  %s";
    lines.add(row.formatted("client", "pictures", "classes", "most of"));
    String bars = terminal.unicode() ? UNICODE_BARS : ASCII_BARS;
    counts.forEach(
        (client, holds) -> {
          StringBuilder strip = new StringBuilder();
          int best = 0;
          for (int c = 0; c < holds.length; c++) {
            best = holds[c] > holds[best] ? c : best;
            if (c < classes) {
              strip.append(
                  bars.charAt(
                      holds[c] == 0 ? 0 : 1 + (int) ((bars.length() - 2L) * holds[c] / most)));
            }
          }
          lines.add(row.formatted(client, Arrays.stream(holds).sum(), strip, labels.get(best)));
        });
    lines.add("");
    lines.add(
        "A column is a class, in this order: "
            + String.join(", ", labels.subList(0, classes))
            + ".");
    if (classes < labels.size()) {
      lines.add(
          "%d more classes do not fit this width; --format json has all."
              .formatted(labels.size() - classes));
    }
    return lines.stream().map(line -> cut(line, terminal.widest())).toList();
  }

  /** Only table rows are cut; the sentences below are wrapped. */
  private static String cut(String line, int columns) {
    return line.length() > columns && !line.endsWith(".") ? line.substring(0, columns) : line;
  }
}
