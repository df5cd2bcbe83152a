package dev.headwater.simulations.cohorts;

import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;

/** Behind real sockets. */
class GrpcCohortTest extends CohortContract {
  /** Rounds that lack a client end after this; others end with the last answer. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings)
      throws InterruptedException {
    Workers workers = new Workers("cohort", 2);
    open.push(workers);
    int features = settings.model().features();
    GrpcCohort cohort =
        new GrpcCohort(
            new RunDescription(
                "run-1",
                "test",
                List.of("cat", "dog", "fox"),
                32,
                List.of(0f, 0f, 0f),
                List.of(1f, 1f, 1f),
                new BackboneDescription("ab".repeat(32), "sample", features, false),
                0,
                settings.seed(),
                false,
                settings.model().spec().toString(),
                "memory-1"),
            clients,
            new InMemory(),
            workers,
            clients.size() - 1,
            DEADLINE,
            Conduct.HONEST,
            settings.masking() == null);
    open.push(cohort);
    cohort.population(1); // all of them are enrolled
    return cohort;
  }

  /** A node refuses its own data, or is refused, when it enrols. */
  @Override
  protected boolean roundsMeetUnknownClasses() {
    return false;
  }

  @Override
  protected boolean staysWhenItCannotWork() {
    return false;
  }
}
