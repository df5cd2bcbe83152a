package dev.headwater.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.replay.Replay;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The participation of a recorded run under other settings.
 *
 * @param again the run, opened with the other settings
 * @param what those settings
 * @param output for people and programs
 * @param workers threads that train
 */
record OtherRun(Reopened again, WhatIf what, RunOutput output, Workers workers) {
  private static final String REPLAYED = "what-if";

  /**
   * Trains, and shows both curves.
   *
   * @param target where the run folder goes, claimed; null for none
   * @param print lines to standard output
   */
  int run(OpenModel open, @Nullable OutputOptions target, Consumer<List<String>> print)
      throws InterruptedException {
    Cohort cohort = again.elsewhere(workers.executor());
    if (target != null) {
      return written(open, target, cohort, print);
    }
    int last = again.settings().rounds();
    List<RoundRecord> rounds =
        Replay.whatIf(
            again.settings(),
            cohort,
            again.testSet(),
            round -> output.view().phase("Rounds under other settings", round, last));
    show(rounds, print);
    return ExitCode.DONE.code();
  }

  private int written(
      OpenModel open, OutputOptions target, Cohort cohort, Consumer<List<String>> print)
      throws InterruptedException {
    boolean simulated = again.simulated() != null;
    try (OpenRun opened =
        OpenRun.open(
            again.settings(),
            again.facts(),
            target,
            new RunOutput(output.view(), null), // the curves are what a program reads
            REPLAYED,
            open,
            REPLAYED,
            simulated ? again.memory() : null,
            simulated ? again.pictures() : null)) {
      RunOutcome outcome = opened.experiment().run(again.settings(), cohort, again.testSet());
      show(RunFolder.open(opened.dir()).rounds(), print);
      return ExitCode.of(outcome).code();
    }
  }

  private void show(List<RoundRecord> rounds, Consumer<List<String>> print) {
    Curves curves = new Curves(what.words(), again.run().rounds(), rounds);
    print.accept(
        output.json() != null
            ? curves.json().stream().map(ObjectNode::toString).toList()
            : curves.text(Terminal.ofOutput()));
  }
}
