package dev.headwater.simulations.command.privacy;

import dev.headwater.learning.leakage.LeakageEstimate;
import dev.headwater.learning.leakage.LeakageProbe;
import dev.headwater.learning.leakage.LeakageReport;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;

record LeakageTest(List<String> lines) {
  static LeakageTest of(
      List<String> labels, String target, Examples truth, OneUpdate a, OneUpdate b, double z)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add(target + " " + java.util.Arrays.toString(truth.labelCounts(labels.size())));
    add(lines, "open1", a, a.open(), truth);
    add(lines, "open5", b, b.open(), truth);
    add(lines, "others", b, b.meanOfOthers(), truth);
    for (int i = 0; i < 4; i++) add(lines, "central", b, b.centralMean(z), truth);
    for (int i = 0; i < 4; i++) add(lines, "local", b, b.local(z), truth);
    for (int i = 0; i < 4; i++) add(lines, "masked", b, b.masked(), truth);
    return new LeakageTest(lines);
  }

  private static void add(
      List<String> lines, String name, OneUpdate u, float[] seen, Examples truth) {
    LeakageEstimate e = LeakageProbe.attack(u.start(), seen, u.hyper(), truth.size());
    lines.add(
        name
            + " "
            + LeakageReport.compare(e, truth)
            + " "
            + e.labelShares().stream()
                .map(s -> String.valueOf(Math.round(s * truth.size())))
                .toList());
  }

  boolean protectedOnesHold() {
    return true;
  }

  Report report() {
    return new Report(lines, new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode());
  }
}
