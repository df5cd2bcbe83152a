package dev.headwater.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.spark.connection.Master;
import dev.headwater.spark.connection.OpenSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A master and two workers as processes of the operating system. */
@DisabledOnOs(OS.WINDOWS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final String MEMORY = "spark.executor.memory";
  private static final String OPTIONS = "spark.executor.extraJavaOptions";
  private static final String PATIENCE = "spark.headwater.patience";

  private static @Nullable Cluster shared;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    shared = new Cluster(folder, 2);
  }

  @AfterAll
  static void stop() {
    cluster().close();
    System.clearProperty(MEMORY);
    System.clearProperty(OPTIONS);
  }

  private static Cluster cluster() {
    return Objects.requireNonNull(shared);
  }

  private static OpenSpark connect(Consumer<String> notes) throws InterruptedException {
    System.setProperty(MEMORY, "512m");
    System.setProperty(OPTIONS, "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return OpenSpark.start(new Master(cluster().url()), notes);
  }

  @Test
  @Order(1)
  void strategiesOfEveryKindGiveTheDigestsOfTheSameRunInMemory() throws Exception {
    try (OpenSpark spark = connect(sentence -> {})) {
      assertThat(spark.cores()).isEqualTo(2);
      Map<String, RunSettings> runs = Digests.someAlgorithms();
      assertThat(runs).hasSizeGreaterThanOrEqualTo(10);
      for (Map.Entry<String, RunSettings> run : runs.entrySet()) {
        var clients = Digests.clients();
        assertThat(Digests.of(run.getValue(), new SparkCohort(spark, clients, new InMemory())))
            .as(run.getKey())
            .isEqualTo(Digests.inMemory(run.getValue(), clients));
      }
    }
  }

  @Test
  @Order(2)
  void clusterWithoutRoomIsRefusedInBoundedTime() {
    System.setProperty(MEMORY, "64g");
    System.setProperty(PATIENCE, "2s");
    try {
      assertThatExceptionOfType(UserDataException.class)
          .isThrownBy(() -> OpenSpark.start(new Master(cluster().url()), sentence -> {}))
          .withMessage(
              "spark: no executor of %s came within 2 s (expected: a master that answers, and a worker with a free core and 64g of free memory; -Dspark.executor.memory in HEADWATER_JAVA_OPTS asks for less)",
              cluster().url());
    } finally {
      System.clearProperty(PATIENCE);
    }
  }

  /**
   * Killed where a task of theirs has just begun: an executor in the second round, which its worker
   * starts again, and in the fourth a worker with its executor, which stay away.
   */
  @Test
  @Order(3)
  void executorAndWorkerThatAreKilledInMidRoundCostNoBit() throws Exception {
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 64), 12)
            .rounds(5)
            .hyper(new Hyperparameters(20, 4, 0.01, 0.9, 0, 0))
            .build();
    SortedMap<String, ClientExamples> clients = Samples.clients(12, 64, 3);
    BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    try (OpenSpark spark = connect(notes::add)) {
      SparkCohort cohort = new SparkCohort(spark, clients, new InMemory());
      AtomicInteger round = new AtomicInteger();
      spark.context().sc().addSparkListener(new Killer(cluster(), round));

      assertThat(Digests.of(settings, new ToldOfRounds(cohort, round)))
          .isEqualTo(Digests.inMemory(settings, clients));
      assertThat(notes)
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(
              note ->
                  assertThat(note)
                      .matches(
                          "Spark lost executor \\d+ on 127.0.0.1 \\(.*\\)\\. Its share is done again on others\\."));
    }
  }

  private static final class Killer extends SparkListener {
    private final Cluster cluster;
    private final AtomicInteger round;
    private int killed;

    Killer(Cluster cluster, AtomicInteger round) {
      this.cluster = cluster;
      this.round = round;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      if (round.get() == 2 && killed == 0) {
        killed++;
        cluster.killExecutorOf(0);
      } else if (round.get() == 4 && killed == 1) {
        killed++;
        cluster.killWorker(1);
      }
    }
  }
}
