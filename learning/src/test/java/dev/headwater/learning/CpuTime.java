package dev.headwater.learning;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares pieces of work by the CPU time of this thread, in turns, so that neighbours on a shared
 * machine disturb all of them alike; the median of the turns counts.
 */
public final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Work> works = new ArrayList<>();

  private record Work(String name, Runnable run) {}

  /**
   * The median of one piece of work.
   *
   * @param name as it was given
   * @param micros microseconds a call
   */
  public record Median(String name, double micros) {}

  /** Adds a piece of work. */
  public CpuTime with(String name, Runnable work) {
    works.add(new Work(name, work));
    return this;
  }

  /** Median of each: {@code turns} turns of {@code calls} calls, after half as many to warm up. */
  public List<Median> medians(int turns, int calls) {
    double[][] times = new double[works.size()][turns];
    for (int turn = -turns / 2; turn < turns; turn++) {
      for (int k = 0; k < works.size(); k++) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
          works.get(k).run().run();
        }
        times[k][Math.max(0, turn)] = (THREADS.getCurrentThreadCpuTime() - before) / 1e3 / calls;
      }
    }
    List<Median> medians = new ArrayList<>();
    for (int k = 0; k < works.size(); k++) {
      Arrays.sort(times[k]);
      medians.add(new Median(works.get(k).name(), times[k][turns / 2]));
    }
    return medians;
  }
}
