package dev.headwater.simulations.process;

import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.learning.promise.NoPrivacy;
import dev.headwater.learning.rounds.EvaluateClients;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategies.FedAvg;
import java.time.Duration;
import java.util.List;

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
              SmallRun.plan(Integer.parseInt(args[0])),
              new NoPrivacy(),
              FedAvg::update,
              server.cohort(),
              null,
              EvaluateClients.NEVER,
              List.of(server.roundListener(), CoordinatorProcess::tell),
              System::nanoTime)
          .run(SmallRun.start());
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
