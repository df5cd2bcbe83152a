package dev.headwater.learning.cohorts;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** The contract compares with one thread, bit for bit. */
class LocalCohortOnFourThreadsTest extends CohortContract {
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings) {
    return new LocalCohort(clients, threads, new InMemory(), new PlainMasks());
  }
}
