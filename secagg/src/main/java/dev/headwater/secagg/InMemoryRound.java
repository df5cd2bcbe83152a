package dev.headwater.secagg;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A whole round in one process, for simulations, tests and benchmarks. */
public final class InMemoryRound {
  private InMemoryRound() {}

  /** How the clients' work is spread; it must call {@code step} once for every name. */
  @FunctionalInterface
  public interface Workers {
    void each(Collection<String> names, Consumer<String> step);
  }

  /** How a round ended. */
  public sealed interface Outcome {
    /** Bytes all clients sent, by stage. */
    Map<Stage, Long> bytesUp();

    /** Bytes all clients received for a stage, before it. */
    Map<Stage, Long> bytesDown();
  }

  /** A sum. */
  public record Summed(
      Sum sum, List<String> survivors, Map<Stage, Long> bytesUp, Map<Stage, Long> bytesDown)
      implements Outcome {}

  /** No sum, and why. */
  public record Aborted(
      Stage stage, String reason, Map<Stage, Long> bytesUp, Map<Stage, Long> bytesDown)
      implements Outcome {}

  /** The sum's elements. */
  public static final class Sum {
    private final long[] values;

    Sum(long[] values) {
      this.values = values;
    }

    /** Signed, centred elements; the array is the caller's. */
    public long[] values() {
      return values;
    }
  }

  /** Runs it on the calling thread. {@code dropouts}: the first stage a client does not reach. */
  public static Outcome run(
      SecAggSetup setup, Map<String, long[]> inputs, Map<String, Stage> dropouts) {
    throw new UnsupportedOperationException("to come");
  }

  /** Runs it with inputs made when they are needed and work spread by {@code workers}. */
  public static Outcome run(
      SecAggSetup setup,
      Collection<String> cohort,
      Function<String, long[]> inputs,
      Map<String, Stage> dropouts,
      Workers workers) {
    throw new UnsupportedOperationException("to come");
  }
}
