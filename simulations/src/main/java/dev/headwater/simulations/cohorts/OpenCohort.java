package dev.headwater.simulations.cohorts;

import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import java.util.List;

/**
 * A cohort that an {@link Engine} has opened.
 *
 * @param cohort the clients
 * @param listeners the engine's own, to be told of every round
 * @param end stops what the engine has started; called once
 */
public record OpenCohort(Cohort cohort, List<RoundListener> listeners, Runnable end)
    implements AutoCloseable {

  /**
   * A cohort and how it ends; the list is copied.
   *
   * @param cohort the clients
   * @param listeners may be empty
   * @param end stops what the engine has started
   */
  public OpenCohort {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void close() {
    end.run();
  }
}
