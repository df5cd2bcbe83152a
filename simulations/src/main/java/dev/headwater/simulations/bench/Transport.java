package dev.headwater.simulations.bench;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.cohorts.GrpcCohort;
import dev.headwater.simulations.cohorts.Workers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What rounds over gRPC cost when training costs nothing: a coordinator on loopback and clients of
 * one example each in the same process, over one connection. Medians are of the second half of the
 * rounds.
 *
 * @param clients of every round
 * @param bytes of one client's update
 * @param roundMillis median time of a round
 * @param processorMillis of all threads in a round, median; NaN where Java does not tell
 * @param submissionsPerSecond {@code clients} over the median time
 * @param bareCallsPerSecond unary gRPC calls that carry as many bytes and do nothing
 */
public record Transport(
    int clients,
    int bytes,
    double roundMillis,
    double processorMillis,
    double submissionsPerSecond,
    double bareCallsPerSecond) {
  private static final int FEATURES = 1280;
  private static final int CLASSES = 10;
  private static final int THREADS = 2;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /**
   * {@return the figures, measured now}
   *
   * @param clients at least 1
   * @param rounds at least 2
   * @throws InterruptedException if the thread is interrupted
   */
  public static Transport measure(int clients, int rounds) throws InterruptedException {
    LinearModel model = new LinearModel(CLASSES, FEATURES);
    int bytes = Float.BYTES * model.layout().size();
    RunSettings settings =
        RunSettings.of(model, clients)
            .rounds(rounds)
            .hyper(new Hyperparameters(1, 1, 0.1, 0, 0, 0))
            .build();
    List<Double> millis = new ArrayList<>();
    List<Double> processor = new ArrayList<>();
    try (Workers workers = new Workers("node", THREADS);
        GrpcCohort cohort =
            new GrpcCohort(run(settings), examples(clients), new InMemory(), workers)) {
      double[] before = {cpuMillisNow()};
      new Federation(
              settings,
              cohort,
              cohort.listener(),
              report -> {
                double now = cpuMillisNow();
                millis.add(report.seconds() * 1000);
                processor.add(now - before[0]);
                before[0] = now;
              })
          .run();
    }
    double round = median(millis);
    return new Transport(
        clients,
        bytes,
        round,
        median(processor),
        1000 * clients / round,
        BareCalls.perSecond(bytes, 2 * SECOND, 2 * SECOND));
  }

  private static SortedMap<String, ClientExamples> examples(int clients) {
    SortedMap<String, ClientExamples> all = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      float[] features = new float[FEATURES];
      features[i % FEATURES] = 1;
      all.put(
          String.format(Locale.ROOT, "client-%05d", i),
          new ClientExamples(new Examples(features, new int[] {i % CLASSES}, FEATURES)));
    }
    return all;
  }

  private static RunDescription run(RunSettings settings) {
    List<String> labels = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      labels.add("class-" + c);
    }
    return new RunDescription(
        "bench",
        "bench",
        labels,
        32,
        List.of(0f, 0f, 0f),
        List.of(1f, 1f, 1f),
        new BackboneDescription("00".repeat(32), "bench", FEATURES, false),
        0,
        settings.seed(),
        false,
        settings.model().spec().toString(),
        "bench");
  }

  private static double cpuMillisNow() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e6
        : Double.NaN;
  }

  /** Of the later half, when all is compiled. */
  private static double median(List<Double> all) {
    return Median.of(
        all.subList(all.size() / 2, all.size()).stream()
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
