package dev.headwater.learning.accounting;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Milliseconds to account 10,000 steps (q 0.01, z 1, delta 1e-5), median of 9 after 20 warm-up
 * runs: from nothing, and again on an accountant that has seen the kind of step, as a run asks
 * after every round.
 *
 * <p>{@code mvn -pl learning test-compile}, then this class on the test class path.
 */
public final class AccountingBenchmark {
  private static final Step STEPS = new Step(new Sampling.Poisson(0.01), 1, 10_000);

  private AccountingBenchmark() {}

  /** Prints the figures. */
  public static void main(String[] arguments) {
    Accountant pld = new PldAccountant().plus(STEPS);
    Accountant rdp = new RdpAccountant().plus(STEPS);
    Step once = new Step(STEPS.sampling(), STEPS.noiseMultiplier(), 1);
    print("pld, from nothing", () -> new PldAccountant().plus(STEPS).epsilon(1e-5));
    print("pld, bracket from nothing", () -> new PldAccountant().plus(STEPS).bracket(1e-5).lower());
    print("pld, one round more", () -> pld.plus(once).epsilon(1e-5));
    print("rdp, from nothing", () -> new RdpAccountant().plus(STEPS).epsilon(1e-5));
    print("rdp, one round more", () -> rdp.plus(once).epsilon(1e-5));
  }

  private static void print(String name, DoubleSupplier work) {
    double result = 0;
    for (int i = 0; i < 20; i++) {
      result = work.getAsDouble();
    }
    double[] times = new double[9];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      result = work.getAsDouble();
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT, "%-26s %9.3f ms  epsilon %.5f%n", name, times[times.length / 2], result);
  }
}
