package dev.headwater.coordinator.watch;

import dev.headwater.v1.RoundReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The run's newest reports, numbered from 0, within a memory bound. Readers request reports by
 * number, so a slow reader holds no memory.
 */
final class ReportHistory {
  static final int MAX_REPORTS = 10_000;
  static final long MAX_BYTES = 32L << 20;

  /** Largest number returned at once: a slow reader must not copy all of them. */
  private static final int CHUNK = 64;

  private final Deque<RoundReport> kept = new ArrayDeque<>();
  private long dropped;
  private long bytes;

  synchronized void add(RoundReport report) {
    kept.add(report);
    bytes += report.getSerializedSize();
    while (kept.size() > MAX_REPORTS || (bytes > MAX_BYTES && kept.size() > 1)) {
      bytes -= kept.remove().getSerializedSize();
      dropped++;
    }
  }

  /** Some reports from number {@code next} on, and the number after the last of them. */
  synchronized Slice from(long next) {
    long begin = Math.max(next, dropped);
    List<RoundReport> reports = kept.stream().skip(begin - dropped).limit(CHUNK).toList();
    return new Slice(reports, begin + reports.size());
  }

  /** Consecutive reports. */
  record Slice(List<RoundReport> reports, long end) {}
}
