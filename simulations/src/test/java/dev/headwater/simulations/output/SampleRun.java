package dev.headwater.simulations.output;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.Hyperparameters;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plausible runs without any training: what tests and the sample pages show. */
public final class SampleRun {
  /** Noon on a Sunday. */
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new TensorSpec("classifier.1.weight", List.of(2, 3)),
              new TensorSpec("classifier.1.bias", List.of(2))));

  private final RunFacts facts;
  private final int rounds;
  private final Random random = new Random(7);

  /** A run over {@code clients} clients (0: not known) with {@code classes} classes. */
  public SampleRun(int clients, int classes, int rounds) {
    this(clients, IntStream.range(0, classes).mapToObj(c -> "class " + (c + 1)).toList(), rounds);
  }

  /** The same with given labels. */
  public SampleRun(int clients, List<String> labels, int rounds) {
    this.rounds = rounds;
    this.facts = facts(labels, counts(clients, labels.size()), rounds, List.of());
  }

  private SortedMap<String, int[]> counts(int clients, int classes) {
    SortedMap<String, int[]> counts = new TreeMap<>();
    for (int k = 0; k < clients; k++) {
      double size = 30 + 170 * Math.pow(random.nextDouble(), 2);
      double[] share = new double[classes];
      double all = 0;
      for (int c = 0; c < classes; c++) {
        share[c] = Math.pow(random.nextDouble(), 6) + 1e-3;
        all += share[c];
      }
      int[] row = new int[classes];
      for (int c = 0; c < classes; c++) {
        row[c] = (int) (size * share[c] / all);
      }
      counts.put("client-" + (k + 1), row);
    }
    return counts;
  }

  /** Facts with these counts and notes. */
  public static RunFacts facts(
      List<String> labels, SortedMap<String, int[]> counts, int rounds, List<String> notes) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("data", "demo");
    config.put("backbone", "embedded");
    config.put("partition", "dirichlet:0.3");
    config.put("rounds", rounds);
    config.put("lr", 0.1);
    config.put("secure-aggregation", false);
    config.put("out", "runs/sample");
    return new RunFacts(
        "0.1.0",
        "fedavg",
        42,
        config,
        labels,
        new RunFacts.Backbone(
            "headwater-small",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            1280),
        1281L * labels.size(),
        "memory",
        2,
        "demo",
        counts,
        new RunFacts.TestSet(2000, "cd".repeat(32)),
        notes,
        null);
  }

  /** What is known before the first round. */
  public RunFacts facts() {
    return facts;
  }

  /** The rounds, on a curve that rises and wavers; every 7th round refuses a client. */
  public List<RoundReport> reports() {
    List<RoundReport> reports = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double skill = 0.3 + 0.6 * (1 - Math.exp(-5.0 * round / rounds));
      skill += 0.01 * random.nextGaussian();
      reports.add(
          report(
              round,
              names().subList(0, Math.min(names().size(), 100)),
              round % 7 == 0 ? 1 : 0,
              scored(2000, skill, facts.labels().size()),
              clients(skill),
              0.25));
    }
    return reports;
  }

  private List<String> names() {
    return facts.labelCounts().isEmpty()
        ? List.of("node-a", "node-b")
        : List.copyOf(facts.labelCounts().keySet());
  }

  private SortedMap<String, Evaluation> clients(double skill) {
    SortedMap<String, Evaluation> scores = new TreeMap<>();
    for (String name : facts.labelCounts().keySet()) {
      double own = Math.min(1, skill + 0.12 * random.nextGaussian());
      scores.put(name, scored(30, own, facts.labels().size()));
    }
    return scores;
  }

  private Evaluation scored(int examples, double skill, int classes) {
    List<Long> correct = new ArrayList<>();
    List<Long> total = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      long n = Math.max(1, examples / classes);
      double share = Math.max(0, Math.min(1, skill + 0.15 * Math.sin(c * 1.7)));
      total.add(n);
      correct.add(Math.round(n * share));
    }
    return new Evaluation(total.stream().mapToLong(n -> n).sum() * (1.2 - skill), correct, total);
  }

  /** The same round in a run that promises privacy. */
  public static RoundReport spending(RoundReport r, double epsilon) {
    PrivacySpent spent = new PrivacySpent(epsilon, 1e-5, 1);
    return new RoundReport(
        r.task(),
        r.aggregate(),
        r.state(),
        r.test(),
        r.clients(),
        r.personal(),
        spent,
        r.seconds());
  }

  /** One round in which the first clients of the cohort are refused and the others counted. */
  public static RoundReport report(
      int round,
      List<String> cohort,
      int refused,
      @Nullable Evaluation test,
      SortedMap<String, Evaluation> clients,
      double seconds) {
    float[] values = new float[LAYOUT.size()];
    values[0] = round;
    Parameters parameters = Parameters.owning(LAYOUT, values);
    FixedPoint grid = FixedPoint.finest(1024, 1000);
    RoundTask task =
        new RoundTask(
            Tasks.sgd(
                round,
                42,
                parameters,
                new Hyperparameters(1, 20, 0.1, 0, 0, 0),
                Protection.NONE,
                grid),
            cohort);
    SortedSet<String> counted = new TreeSet<>(cohort.stream().skip(refused).toList());
    List<Aggregate.Refusal> refusals =
        cohort.stream()
            .limit(refused)
            .map(name -> new Aggregate.Refusal(name, "num_examples: 0 (expected: at least 1)"))
            .toList();
    ExactSum sum = new ExactSum(grid, LAYOUT.size());
    sum.add(new float[LAYOUT.size()], 1);
    Aggregate aggregate =
        new Aggregate(
            round,
            task.train().schema(),
            new Estimate.Sums(List.of(sum.finish())),
            counted,
            10L * counted.size(),
            counted.isEmpty() ? Double.NaN : 1.0 / round,
            0,
            Map.of(),
            refusals,
            1000L * counted.size(),
            1100L * cohort.size(),
            null);
    return new RoundReport(
        task,
        aggregate,
        new ServerState(parameters),
        test,
        clients,
        new TreeMap<>(),
        null,
        seconds);
  }
}
