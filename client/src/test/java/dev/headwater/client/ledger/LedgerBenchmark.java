package dev.headwater.client.ledger;

import dev.headwater.client.policy.Demands;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a node's ledger costs in a round: digests of a task of 12,810 values, the rules over all
 * earlier lines, and a line that is on disk. Run the main method; it prints medians of 101.
 */
final class LedgerBenchmark {
  private LedgerBenchmark() {}

  public static void main(String[] args) throws IOException {
    for (int lines : List.of(0, 100, 1_000, 10_000)) {
      Path folder = Files.createTempDirectory("ledger");
      List<String> earlier = new ArrayList<>();
      for (int i = 1; i <= lines; i++) {
        earlier.add(ParticipationLine.encode(entry(Rounds.open(i, 0, Protection.NONE), "earlier")));
      }
      Files.write(folder.resolve(FileLedger.NAME), earlier);
      var ledger = new FileLedger(folder);
      double[] millis = new double[101];
      for (int round = 1; round <= millis.length; round++) {
        Work.Train work = work(round);
        long start = System.nanoTime();
        ledger.enter(() -> entry(work, "run"), Demands.MASKED, List.of());
        millis[round - 1] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(millis);
      System.out.printf(
          "%,6d lines before: %.2f ms a round (%.2f to %.2f)%n",
          lines, millis[50], millis[5], millis[95]);
    }
  }

  private static Participation entry(Work.Train work, String run) {
    return Participation.of(
        work, List.of("cat", "dog"), Instant.now(), "ann", run, Rounds.PICTURES, 100, 1);
  }

  private static Work.Train work(int round) {
    float[] values = new float[12_810];
    Arrays.fill(values, round);
    return new Work.Train(
        Tasks.sgd(
            round,
            7,
            Parameters.owning(new Head(10, 1280).layout(), values),
            new Hyperparameters(1, 1, 0.1, 0, 0, 0),
            Protection.NONE,
            FixedPoint.finest(64, 1024, 3, 10)));
  }
}
