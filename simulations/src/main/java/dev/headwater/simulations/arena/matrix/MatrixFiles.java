package dev.headwater.simulations.arena.matrix;

import dev.headwater.simulations.arena.Figure;
import dev.headwater.simulations.arena.MarkdownTable;
import dev.headwater.simulations.output.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A matrix as Markdown, CSV and JSON. */
public final class MatrixFiles {
  private final AttackMatrix matrix;
  private final Setting setting;

  /**
   * The texts of a matrix.
   *
   * @param matrix the figures
   * @param setting of its runs
   */
  public MatrixFiles(AttackMatrix matrix, Setting setting) {
    this.matrix = matrix;
    this.setting = setting;
  }

  /** {@return a table with a row for each attack, and a sentence before it} */
  public String markdown() {
    List<String> header = new ArrayList<>(List.of("attack"));
    matrix.rules().forEach(rule -> header.add("`" + rule + "`"));
    header.add("best loses");
    MarkdownTable table = new MarkdownTable(header);
    table.row(line("nobody", matrix.clean(), -1, ""));
    for (AttackMatrix.Row row : matrix.attacks()) {
      int best = row.best();
      table.row(
          line(
              "`" + row.name() + "`",
              row.accuracy(),
              best,
              AttackMatrix.shown(matrix.lost(row.accuracy().get(best)))));
      List<Figure> success = row.success();
      List<Figure> before = row.before();
      if (success != null && before != null) {
        table.row(line("its success", success, -1, ""));
        table.row(line("without it", before, -1, ""));
      }
    }
    return setting.sentence() + "\n\n" + table + "\n" + deviation() + "\n";
  }

  private String deviation() {
    int steady = matrix.steadiest();
    String rule =
        "One rule for all of them: `%s` loses at most %s points of the mean's %s under any attack."
            .formatted(
                matrix.rules().get(steady),
                AttackMatrix.shown(matrix.worst(steady)),
                AttackMatrix.shown(100 * matrix.unharmed()));
    if (setting.seeds() < 2) {
      return rule;
    }
    double[] all =
        matrix.attacks().stream()
            .flatMap(row -> row.accuracy().stream())
            .mapToDouble(figure -> 100 * figure.deviation())
            .sorted()
            .toArray();
    return rule
        + " The deviation over the seeds is %s points in the median cell."
            .formatted(all.length == 0 ? "0" : AttackMatrix.shown(all[all.length / 2]));
  }

  private static List<String> line(String name, List<Figure> figures, int best, String last) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (int rule = 0; rule < figures.size(); rule++) {
      String text = AttackMatrix.shown(100 * figures.get(rule).mean());
      cells.add(rule == best ? "**" + text + "**" : text);
    }
    cells.add(last);
    return cells;
  }

  /** {@return a line for each cell, with a header; accuracies in [0, 1]} */
  public String csv() {
    StringBuilder csv =
        new StringBuilder(
            "attack,aggregator,accuracy,deviation,accuracy_without_attack,points_lost,success,success_without_attack\n");
    for (int rule = 0; rule < matrix.rules().size(); rule++) {
      append(csv, "none", rule, matrix.clean().get(rule), null, null);
    }
    for (AttackMatrix.Row row : matrix.attacks()) {
      List<Figure> success = row.success();
      List<Figure> before = row.before();
      for (int rule = 0; rule < matrix.rules().size(); rule++) {
        append(
            csv,
            row.name(),
            rule,
            row.accuracy().get(rule),
            success == null ? null : success.get(rule),
            before == null ? null : before.get(rule));
      }
    }
    return csv.toString();
  }

  private void append(
      StringBuilder csv,
      String attack,
      int rule,
      Figure figure,
      @Nullable Figure success,
      @Nullable Figure before) {
    csv.append(
        String.format(
            Locale.ROOT,
            "%s,%s,%.4f,%.4f,%.4f,%.2f,%s,%s%n",
            quoted(attack),
            quoted(matrix.rules().get(rule)),
            figure.mean(),
            figure.deviation(),
            matrix.clean().get(rule).mean(),
            matrix.lost(figure),
            success == null ? "" : String.format(Locale.ROOT, "%.4f", success.mean()),
            before == null ? "" : String.format(Locale.ROOT, "%.4f", before.mean())));
  }

  private static String quoted(String text) {
    return text.contains(",") ? "\"" + text + "\"" : text;
  }

  /** {@return the whole matrix as one JSON object} */
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>(setting.facts());
    json.put("aggregators", matrix.rules());
    json.put("without_attack", means(matrix.clean()));
    List<Map<String, Object>> attacks = new ArrayList<>();
    for (AttackMatrix.Row row : matrix.attacks()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("attack", row.name());
      one.put("accuracy", means(row.accuracy()));
      one.put("deviation", row.accuracy().stream().map(Figure::deviation).toList());
      one.put("points_lost", row.accuracy().stream().map(matrix::lost).toList());
      one.put("best", matrix.rules().get(row.best()));
      List<Figure> success = row.success();
      List<Figure> before = row.before();
      if (success != null && before != null) {
        one.put("success", means(success));
        one.put("success_without_attack", means(before));
      }
      attacks.add(one);
    }
    json.put("attacks", attacks);
    return Json.pretty(json);
  }

  private static List<Double> means(List<Figure> figures) {
    return figures.stream().map(Figure::mean).toList();
  }
}
