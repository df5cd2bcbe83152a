package dev.headwater.learning.noise;

import dev.headwater.learning.random.Purpose;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a draw. {@code mvn -pl learning test-compile}, then {@code org.openjdk.jmh.Main
 * NoiseBenchmark} on the test class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NoiseBenchmark {
  private static final int DRAWS = 10_000;

  /** Where the bits come from. */
  @Param({"secure", "seeded"})
  public String source = "";

  private NoiseSource noise = NoiseSource.secureRandom();
  private GaussianNoise normal = new GaussianNoise(noise);
  private final long[] units = new long[DRAWS];
  private final float[] vector = new float[DRAWS];
  private final DiscreteGaussian narrow = new DiscreteGaussian(1);
  private final DiscreteGaussian usual = new DiscreteGaussian(123_456);
  private final DiscreteGaussian wide = new DiscreteGaussian(0x1.3p40);

  /** Takes the source. */
  @Setup
  public void source() {
    noise =
        source.equals("secure")
            ? NoiseSource.secureRandom()
            : NoiseSource.seeded(1, 1, "c", Purpose.NOISE);
    normal = new GaussianNoise(noise);
  }

  /** 64 bits. */
  @Benchmark
  @OperationsPerInvocation(DRAWS)
  public long[] bits() {
    noise.fill(units);
    return units;
  }

  /** Deviation 1. */
  @Benchmark
  @OperationsPerInvocation(DRAWS)
  public long[] discreteNarrow() {
    narrow.addTo(units, 0, DRAWS, noise);
    return units;
  }

  /** A grid of 32-bit sums. */
  @Benchmark
  @OperationsPerInvocation(DRAWS)
  public long[] discreteUsual() {
    usual.addTo(units, 0, DRAWS, noise);
    return units;
  }

  /** A grid of 64-bit sums. */
  @Benchmark
  @OperationsPerInvocation(DRAWS)
  public long[] discreteWide() {
    wide.addTo(units, 0, DRAWS, noise);
    return units;
  }

  /** The ziggurat. */
  @Benchmark
  @OperationsPerInvocation(DRAWS)
  public float[] normal() {
    normal.addTo(vector, 1);
    return vector;
  }
}
