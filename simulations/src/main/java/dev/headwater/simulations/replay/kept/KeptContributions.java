package dev.headwater.simulations.replay.kept;

import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.ContributionAssembly;
import dev.headwater.simulations.replay.participation.RecordedRound;
import dev.headwater.v1.Submission;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answers of one round that a coordinator has kept, where it was asked to. */
public final class KeptContributions {
  private final Map<String, Set<Submission>> byDigest;
  private final RecordedRound round;

  /**
   * Reads them.
   *
   * @param run the run's folder
   * @param round whose answers they are
   * @throws dev.headwater.files.UserDataException if they are damaged
   */
  public KeptContributions(Path run, RecordedRound round) {
    this.round = round;
    this.byDigest = KeptAnswers.read(run, round.round());
  }

  /**
   * {@return the answer of a client that the round counts; null if it was not kept} Its parts have
   * the digest of the audit log, and its values those that the parts announce.
   *
   * @param client its name
   * @param task what it was asked
   * @throws IllegalArgumentException if its values are others, or are not what the task asks for
   */
  public @Nullable Contribution of(String client, TrainTask task) {
    Set<Submission> parts = byDigest.get(round.counted().getOrDefault(client, ""));
    if (parts == null) {
      return null;
    }
    Submission first = parts.iterator().next();
    ContributionAssembly assembly = new ContributionAssembly(first, task.schema());
    parts.forEach(assembly::add);
    return assembly.complete() ? assembly.finish(first) : null;
  }
}
