package dev.headwater.cli.stragglers;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.cohorts.Stragglers;
import dev.headwater.learning.cohorts.StragglingCohort;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flag for simulated clients that are slow. */
public final class StragglerOptions {
  @Option(
      names = "--stragglers",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "Clients that are slow, a share of those asked in every round: drop:SHARE (their work is lost), partial:SHARE (they do 1 to all of their local epochs, and what they have done counts), or none. Default: ${DEFAULT-VALUE}.")
  String stragglers = "none";

  /**
   * Refuses what no run can have, before the long work.
   *
   * @param settings of the flags, without the promise
   * @param promised whether there is one
   * @throws UserDataException in a sentence
   */
  public void check(RunSettings settings, boolean promised) {
    Stragglers wanted = wanted();
    if (promised && wanted.any()) {
      throw new UserDataException(
          "stragglers: with --privacy (expected: without; slow clients are simulated in open runs alone)");
    }
    UserInput.valid(
        () -> {
          StragglingCohort.requireFor(settings, wanted);
          return wanted;
        });
  }

  /** Whether there are any. */
  public boolean any() {
    return wanted().any();
  }

  /** The clients, of which some are slow; the same if none is. */
  public Cohort among(Cohort clients) {
    return any() ? new StragglingCohort(clients, wanted()) : clients;
  }

  /** These notes, and what is simulated. */
  public List<String> notes(List<String> others) {
    List<String> all = new ArrayList<>(others);
    if (any()) {
      all.add(wanted().sentence());
    }
    return all;
  }

  private Stragglers wanted() {
    return UserInput.valid(() -> Stragglers.parse(stragglers));
  }
}
