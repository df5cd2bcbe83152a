package dev.headwater.cli.replay;

import dev.headwater.cli.setup.OpenModel;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.replay.RecordedCohort;
import dev.headwater.simulations.replay.Replay;
import dev.headwater.simulations.replay.ReplayPart;
import dev.headwater.simulations.replay.ReplayResult;
import dev.headwater.simulations.replay.kept.ComparedConduct;
import dev.headwater.simulations.replay.participation.Participation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run, ready to be computed again.
 *
 * @param run as recorded
 * @param settings from its configuration, perhaps with others in their place
 * @param clients examples by name; of live clients some may be missing
 * @param simulated the cohort of a simulation; null for a run of live clients
 * @param answers of simulated clients beside those that the run has kept; null if it has kept none
 * @param who took part, of live clients
 * @param testSet null without one
 * @param facts of a run with these settings
 * @param memory of simulated clients
 * @param pictures digest of the training pictures; empty for live clients
 * @param last the last round that had these settings
 */
record Reopened(
    RecordedRun run,
    RunSettings settings,
    SortedMap<String, ClientExamples> clients,
    @Nullable Cohort simulated,
    @Nullable ComparedConduct answers,
    Participation who,
    @Nullable TestSetScorer testSet,
    RunFacts facts,
    InMemory memory,
    String pictures,
    int last) {

  /** Nobody, of a simulation. */
  static final Participation NOBODY = new Participation(new TreeMap<>());

  /**
   * What differs from the record.
   *
   * @param starts of the run, where they had settings of their own; this is the last of them
   */
  ReplayResult replay(List<Reopened> starts, Executor executor, IntConsumer progress)
      throws InterruptedException {
    List<ReplayPart> parts = starts.stream().map(Reopened::part).toList();
    return simulated != null
        ? Replay.simulated(run, parts, testSet, progress)
        : Replay.networked(run, parts, who, clients, executor, testSet, progress);
  }

  private ReplayPart part() {
    Cohort live = new LocalCohort(clients); // not asked: the record says who answered
    return new ReplayPart(last, settings, simulated == null ? live : simulated, answers);
  }

  /** The same clients for a run that is not the recorded one. */
  Cohort elsewhere(Executor executor) {
    return simulated != null ? simulated : RecordedCohort.inAnotherRun(who, clients, executor);
  }

  /** What a run is known by, of these flags. */
  static RunFacts facts(
      RecordedFlags flags,
      OpenModel open,
      RunSettings settings,
      List<String> labels,
      String data,
      int threads,
      SortedMap<String, int[]> labelCounts,
      RunFacts.TestSet tests,
      List<String> notes) {
    Map<String, Object> config = new LinkedHashMap<>(flags.resolved());
    if (labelCounts.isEmpty()) { // of live clients, whose pictures are no part of a configuration
      config.keySet().removeAll(List.of("data", "clients", "partition"));
    }
    return open.facts(
        flags.training,
        settings.model(),
        config,
        labels,
        data,
        "memory",
        threads,
        labelCounts,
        tests,
        notes,
        null);
  }
}
