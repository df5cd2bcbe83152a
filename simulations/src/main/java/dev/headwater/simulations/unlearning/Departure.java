package dev.headwater.simulations.unlearning;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/**
 * A client that leaves the sums of a run.
 *
 * @param saved sums of the run that it was part of
 * @param client its name
 */
public record Departure(SavedStatistics saved, String client) {

  /**
   * Refuses clients whose examples are not in the sums, or make up all of them.
   *
   * @param saved sums of a run
   * @param client a contributor
   * @throws UserDataException if it is none, or the only one
   */
  public Departure {
    SortedSet<String> there = saved.contributors();
    if (!there.contains(client)) {
      throw new UserDataException(
          "unlearn: client %s is not in the sums of this run (expected: one of %s)"
              .formatted(client, some(there)));
    }
    if (there.size() == 1) {
      throw new UserDataException(
          "unlearn: client %s is the only one in the sums (expected: others; nothing would be left, so delete the run)"
              .formatted(client));
    }
  }

  static String some(Collection<String> names) {
    List<String> first = names.stream().limit(8).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }

  /**
   * {@return the departure from the sums in a run folder}
   *
   * @param run the folder
   * @param facts of the run that goes on with the others
   * @param client a contributor
   * @throws UserDataException if the folder has no sums, they are of other classes or of another
   *     backbone, or the client is not in them, or alone
   */
  public static Departure from(Path run, RunFacts facts, String client) {
    RecordedRun recorded = RunFolder.open(run);
    SavedStatistics saved = SavedStatistics.read(run);
    RunDetails details = recorded.details();
    if (details == null) {
      throw new UserDataException(
          "unlearn: %s has no %s that can be read (expected: the one that the run has written; it says which backbone the sums are of)"
              .formatted(run, RunFolder.DETAILS));
    }
    RunFacts was = details.facts();
    if (!was.backbone().digest().equals(facts.backbone().digest())) {
      throw new UserDataException(
          "unlearn: the sums of %s are of backbone %.12s, given %.12s (expected: the same --backbone and --image-size; features of another one cannot be subtracted)"
              .formatted(run, was.backbone().digest(), facts.backbone().digest()));
    }
    if (!was.labels().equals(facts.labels())) {
      throw new UserDataException(
          "unlearn: the sums of %s are of the classes %s, given %s (expected: the same)"
              .formatted(run, was.labels(), facts.labels()));
    }
    return new Departure(saved, client);
  }

  /**
   * {@return the clients that stay}
   *
   * @param all the clients, the one that leaves among them
   */
  public Cohort of(Cohort all) {
    return new UnlearningCohort(all, this);
  }
}
