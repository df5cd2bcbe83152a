package dev.headwater.cli.leakage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.learning.leakage.LeakageEstimate;
import dev.headwater.learning.leakage.LeakageProbe;
import dev.headwater.learning.leakage.LeakageReport;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.attacks.OneUpdate;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The result of an attack on one view of a client's update, averaged over draws of the protection.
 *
 * @param view the attacked view, one word
 * @param sentence description of the view as the beginning of a sentence: "In the open, ..."
 * @param pictures number of the client's pictures
 * @param counts estimated number of pictures of every class, of the first draw
 * @param report means over all draws
 */
record Finding(
    String view, String sentence, int pictures, List<Long> counts, LeakageReport report) {

  /**
   * An attack has found labels if it misplaces fewer than this share of the pictures that guessing
   * misplaces. Attacks on pure noise are on average worse than guessing, because total variation is
   * convex, and vary by a tenth or less: they stay far from this threshold.
   */
  private static final double SUCCESS = 0.75;

  /** One draw of a view. */
  @FunctionalInterface
  interface Draw {
    float[] next() throws InterruptedException;
  }

  static Finding of(
      String view, String sentence, OneUpdate update, Examples truth, int draws, Draw draw)
      throws InterruptedException {
    double[] sums = new double[4];
    List<Long> counts = List.of();
    for (int i = 0; i < draws; i++) {
      LeakageEstimate estimate =
          LeakageProbe.attack(update.start(), draw.next(), update.hyper(), truth.size());
      LeakageReport one = LeakageReport.compare(estimate, truth);
      sums[0] += one.labelError() / draws;
      sums[1] += one.baselineLabelError() / draws;
      sums[2] += one.cosine() / draws;
      sums[3] += one.baselineCosine() / draws;
      if (i == 0) {
        counts =
            estimate.labelShares().stream().map(share -> Math.round(share * truth.size())).toList();
      }
    }
    return new Finding(
        view,
        sentence,
        truth.size(),
        counts,
        new LeakageReport(sums[0], sums[1], sums[2], sums[3]));
  }

  /**
   * Whether the view reveals more about the client than is known without it.
   *
   * @param without result of the same attack on the other clients' updates, which contain nothing
   *     specific to this client
   */
  boolean succeeded(Finding without) {
    double guess = Math.min(report.baselineLabelError(), without.report.labelError());
    double cosine = Math.max(report.baselineCosine(), without.report.cosine());
    return report.labelError() < SUCCESS * guess || report.cosine() > cosine;
  }

  /** One sentence with its figures. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s the attack misplaces %.0f of %d pictures (guessing evenly: %.0f); the mean features that it finds have a cosine of %.2f with the true ones (one mean for all classes: %.2f).",
        sentence,
        report.labelError() * pictures,
        pictures,
        report.baselineLabelError() * pictures,
        report.cosine(),
        report.baselineCosine());
  }

  void write(ObjectNode node) {
    node.put("view", view)
        .put("label_error", report.labelError())
        .put("baseline_label_error", report.baselineLabelError())
        .put("cosine", report.cosine())
        .put("baseline_cosine", report.baselineCosine());
    counts.forEach(node.putArray("label_counts")::add);
  }

  /** A table of label counts: one row per class, one column per view. */
  static List<String> table(List<String> labels, List<Integer> truth, List<Finding> findings) {
    int width = Math.max(5, labels.stream().mapToInt(String::length).max().orElse(0));
    StringBuilder head = new StringBuilder(("%-" + width + "s %9s").formatted("class", "true"));
    findings.forEach(finding -> head.append(" %9s".formatted(finding.view())));
    return Stream.concat(
            Stream.of(head.toString()),
            IntStream.range(0, labels.size())
                .mapToObj(
                    c -> {
                      StringBuilder row =
                          new StringBuilder(
                              ("%-" + width + "s %9d").formatted(labels.get(c), truth.get(c)));
                      findings.forEach(f -> row.append(" %9d".formatted(f.counts().get(c))));
                      return row.toString();
                    }))
        .toList();
  }
}
