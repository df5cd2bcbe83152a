package dev.headwater.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.cohorts.Engine;
import dev.headwater.simulations.cohorts.Engines;
import dev.headwater.simulations.cohorts.OpenCohort;
import dev.headwater.simulations.cohorts.SimulatedClients;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.spark.connection.Master;
import dev.headwater.spark.connection.OpenSpark;
import dev.headwater.spark.executors.Stamp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SameBitsTest {
  @ParameterizedTest
  @ValueSource(strings = {"local[1]", "local[3]"})
  void everyStrategyAndAggregatorGivesTheDigestsOfTheSameRunInMemory(String master)
      throws InterruptedException {
    try (OpenSpark spark = OpenSpark.start(new Master(master), sentence -> {})) {
      for (Map.Entry<String, RunSettings> run : Digests.everyAlgorithm().entrySet()) {
        var clients = Digests.clients();
        assertThat(Digests.of(run.getValue(), new SparkCohort(spark, clients, new InMemory())))
            .as(run.getKey())
            .isEqualTo(Digests.inMemory(run.getValue(), clients));
      }
    }
  }

  @Test
  void executorOfAnotherVersionIsRefusedInASentence() throws InterruptedException {
    try (OpenSpark spark = OpenSpark.start(new Master("local[2]"), sentence -> {})) {
      assertThatExceptionOfType(UserDataException.class)
          .isThrownBy(
              () ->
                  new SparkCohort(
                      spark, Digests.clients(), new InMemory(), new Stamp("0.0.9", 2, 6)))
          .withMessageMatching(
              "spark: the executor on \\S+ has Headwater development \\(arithmetic \\d+, protocol \\d+\\),"
                  + " the driver has 0\\.0\\.9 \\(arithmetic 2, protocol 6\\) \\(expected: the same; .*\\)");
    }
  }

  /** As the command does it. */
  @Test
  void engineIsFoundByItsName() throws InterruptedException {
    Engine engine = Engines.named("spark");
    engine.check("local[1]");
    RunSettings settings = Digests.strategy("fedavg").build();
    try (Workers workers = new Workers("worker", 1);
        OpenCohort there =
            engine.open(
                new SimulatedClients(
                    Digests.clients(),
                    new InMemory(),
                    workers,
                    () -> {
                      throw new AssertionError("no nodes, no description");
                    },
                    "local[1]",
                    sentence -> {}))) {
      assertThat(Digests.of(settings, there.cohort()))
          .isEqualTo(Digests.inMemory(settings, Digests.clients()));
    }
  }
}
