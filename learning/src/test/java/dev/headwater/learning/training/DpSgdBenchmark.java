package dev.headwater.learning.training;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.Purpose;
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
 * What privacy of single examples costs: client updates a second, as in {@link TrainingBenchmark},
 * whose {@code primal} and {@code dual} are measured here again beside it. {@code
 * org.openjdk.jmh.Main DpSgdBenchmark} on the test class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
public class DpSgdBenchmark {
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

  /** What plain training takes for these sizes: the dual form. */
  @Benchmark
  public LocalUpdate plain() {
    return SoftmaxRegression.train(start, client(), hyper, 1, 1, "c");
  }

  /** Plain training on the weights, as DP-SGD must. */
  @Benchmark
  public LocalUpdate plainPrimal() {
    return SoftmaxRegression.run(new Primal(start, client(), hyper), 100, hyper, 1, 1, "c");
  }

  /** Clipping without noise. */
  @Benchmark
  public LocalUpdate clippingAlone() {
    return secure(new ExamplePrivacy(1, 0));
  }

  /** Clipping and secure noise. */
  @Benchmark
  public LocalUpdate secureNoise() {
    return secure(new ExamplePrivacy(1, 1));
  }

  /** Clipping and repeatable noise. */
  @Benchmark
  public LocalUpdate seededNoise() {
    return DpSgd.train(
        start,
        client(),
        hyper,
        new ExamplePrivacy(1, 1),
        NoiseSource.seeded(1, 1, "c", Purpose.BATCH),
        NoiseSource.seeded(1, 1, "c", Purpose.NOISE));
  }

  private LocalUpdate secure(ExamplePrivacy privacy) {
    return DpSgd.train(
        start, client(), hyper, privacy, NoiseSource.secureRandom(), NoiseSource.secureRandom());
  }
}
