package dev.headwater.cli.predict;

import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.text.Csv;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores as a table: a line a class, with its row of the confusion matrix in the last columns, and
 * a last line without a class name for all pictures.
 */
final class EvaluationCsv {
  private EvaluationCsv() {}

  static List<String> lines(Confusion confusion) {
    List<String> lines = new ArrayList<>();
    List<String> head =
        new ArrayList<>(
            List.of("class", "pictures", "correct", "precision", "recall", "f1", "loss"));
    confusion.labels().forEach(label -> head.add("taken for " + label));
    lines.add(Csv.line(head));
    for (int c = 0; c < confusion.labels().size(); c++) {
      Confusion.OfClass one = confusion.of(c);
      List<String> fields = new ArrayList<>(List.of(one.label()));
      fields.add(Long.toString(one.pictures()));
      fields.add(Long.toString(one.correct()));
      fields.add(Csv.number(one.precision()));
      fields.add(Csv.number(one.recall()));
      fields.add(Csv.number(one.f1()));
      fields.add(Csv.number(one.loss()));
      confusion.counts().get(c).forEach(count -> fields.add(Long.toString(count)));
      lines.add(Csv.line(fields));
    }
    List<String> all = new ArrayList<>(List.of(""));
    all.add(Long.toString(confusion.pictures()));
    all.add(Long.toString(confusion.correct()));
    all.add("");
    all.add(Csv.number(confusion.accuracy()));
    all.add("");
    all.add(Csv.number(confusion.loss()));
    for (int p = 0; p < confusion.labels().size(); p++) {
      all.add(Long.toString(confusion.takenFor(p)));
    }
    lines.add(Csv.line(all));
    return lines;
  }
}
