package dev.headwater.examples;

import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.Pictures;
import dev.headwater.simulations.data.FederatedData;
import java.nio.file.Path;

/** Trains on a folder of photos with a split, a strategy and an aggregator of our own. */
public final class OwnPhotos {
  private OwnPhotos() {}

  /** PHOTOS, which holds a folder per class, and OUT, where the model goes. */
  public static void main(String[] args) throws Exception {
    run(args[0], Path.of(args[1]), 10);
  }

  static ServerState run(String photos, Path out, int rounds) throws Exception {
    try (Pictures pictures = Pictures.open(photos)) {
      FederatedData data = pictures.split(new LargeClient(0.4), 5, 1);
      RunSettings settings =
          pictures
              .settings(data)
              .strategy(new OuterNesterov(0.9))
              .aggregator(new Trimean())
              .rounds(rounds)
              .build();
      LocalCohort clients = new LocalCohort(data.clients());
      ServerState end = new Federation(settings, clients, OwnPhotos::print).run();
      pictures.write(out, settings.model(), end.parameters());
      return end;
    }
  }

  private static void print(RoundReport report) {
    Evaluation scores = report.evaluation();
    double accuracy = scores == null ? Double.NaN : scores.accuracy();
    System.out.printf("Round %d: accuracy %.1f %%%n", report.round(), 100 * accuracy);
  }
}
