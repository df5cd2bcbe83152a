package dev.headwater.simulations.process;

import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import java.time.Duration;

/** A coordinator that tells its port and every round on its standard output. */
final class CoordinatorProcess {
  private CoordinatorProcess() {}

  /** Takes the number of rounds and the deadline of a step in milliseconds. */
  public static void main(String[] args) throws InterruptedException {
    Duration deadline = Duration.ofMillis(Long.parseLong(args[1]));
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0",
            -1,
            SmallRun.CLIENTS,
            SmallRun.CLIENTS, // every round begins with all of them
            deadline,
            deadline,
            null,
            null);
    try (var server =
        CoordinatorServer.start(config, SmallRun.description(), null, WaitingListener.NONE)) {
      System.out.println("PORT " + server.port());
      new Federation(
              SmallRun.settings(Integer.parseInt(args[0])),
              server.cohort(),
              server.roundListener(),
              CoordinatorProcess::tell)
          .run();
      server.finish("done");
      System.out.println("DONE");
    }
  }

  private static void tell(RoundReport report) {
    String aborted = report.aggregate().aborted();
    System.out.printf(
        "ROUND %d %s %s %s %s%n",
        report.round(),
        report.digest(),
        String.join(",", report.task().cohort()),
        aborted == null ? "summed" : "aborted",
        aborted == null ? String.join(",", report.aggregate().contributors()) : aborted);
  }
}
