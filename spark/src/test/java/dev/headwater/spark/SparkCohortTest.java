package dev.headwater.spark;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.spark.connection.Master;
import dev.headwater.spark.connection.OpenSpark;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On two threads of this process. */
class SparkCohortTest extends CohortContract {
  private static @Nullable OpenSpark shared;

  @BeforeAll
  static void connect() throws InterruptedException {
    shared = OpenSpark.start(new Master("local[2]"), sentence -> {});
  }

  @AfterAll
  static void disconnect() {
    spark().close();
  }

  private static OpenSpark spark() {
    return Objects.requireNonNull(shared);
  }

  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings)
      throws InterruptedException {
    return new SparkCohort(spark(), clients, new InMemory());
  }

  @Override
  protected boolean hasMasks() {
    return false;
  }
}
