package dev.headwater.learning.training.softmax;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Gram;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Client updates a second: 100 examples of 1280 features, 10 classes, batches of 20. Each thread
 * has eight clients of its own, so that features come from the cache that a real round would find
 * them in. The Gram matrices are there before the measurement, as from a client's second round on;
 * {@link #gram} is their price.
 *
 * <p>{@code mvn -pl learning test-compile}, then {@code org.openjdk.jmh.Main TrainingBenchmark -t
 * 1} (and {@code -t 2}) on the test class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class TrainingBenchmark {
  private static final int CLIENTS = 8;

  /** Local epochs. */
  @Param({"1", "5"})
  public int epochs = 1;

  private final Examples[] clients = new Examples[CLIENTS];
  private final Parameters start = Parameters.zeros(new Head(10, 1280).layout());
  private Hyperparameters hyper = Clients.sgd(1, 20, 0.02);
  private int next;

  /** Makes the clients. */
  @Setup
  public void clients() {
    hyper = Clients.sgd(epochs, 20, 0.02);
    for (int k = 0; k < CLIENTS; k++) {
      clients[k] = Clients.realistic(100, 1280, 10, k);
      clients[k].gram();
    }
  }

  private Examples client() {
    next = (next + 1) % CLIENTS;
    return clients[next];
  }

  /** On the weights. */
  @Benchmark
  public LocalUpdate primal() {
    Examples client = client();
    return SoftmaxRegression.run(
        new Primal(start, client, hyper, null),
        100,
        hyper,
        KeyedRandom.of(1, 1, "c", Purpose.SHUFFLE));
  }

  /** In the span of the examples. */
  @Benchmark
  public LocalUpdate dual() {
    Examples client = client();
    return SoftmaxRegression.run(
        new Dual(start, client, hyper), 100, hyper, KeyedRandom.of(1, 1, "c", Purpose.SHUFFLE));
  }

  /** What a client's first round costs more in the dual form. */
  @Benchmark
  public float[] gram() {
    return Gram.of(client().matrix(), 100, 1280);
  }

  /** One client's 100 examples scored. */
  @Benchmark
  public Evaluation score() {
    return Scoring.evaluate(start, client());
  }
}
