package dev.headwater.simulations.report.rounds;

import dev.headwater.simulations.output.clients.ClientStatus;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of one client, counted and by column; of rounds in one column the worst is shown. */
final class ClientHistory {
  private static final char NOT_ASKED = '.';

  private final String name;
  private final Map<ClientStatus, Integer> counts = new EnumMap<>(ClientStatus.class);
  private final @Nullable ClientStatus[] columns;
  private int timed;
  private double seconds;
  private double slowest;

  ClientHistory(String name, int columns) {
    this.name = name;
    this.columns = new @Nullable ClientStatus[columns];
  }

  void saw(int column, ClientStatus status) {
    counts.merge(status, 1, Integer::sum);
    ClientStatus shown = columns[column];
    if (shown == null || shown.compareTo(status) < 0) {
      columns[column] = status;
    }
  }

  /** What was missing when its round ended has come after all. */
  void cameLate(int column) {
    counts.computeIfPresent(ClientStatus.MISSING, (status, n) -> Math.max(0, n - 1));
    saw(column, ClientStatus.LATE);
  }

  void took(double time) {
    timed++;
    seconds += time;
    slowest = Math.max(slowest, time);
  }

  String name() {
    return name;
  }

  int asked() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  int count(ClientStatus status) {
    return counts.getOrDefault(status, 0);
  }

  /** Rounds that asked it and whose sum does not have it. */
  int trouble() {
    return asked() - count(ClientStatus.COUNTED);
  }

  boolean isTimed() {
    return timed > 0;
  }

  double meanSeconds() {
    return seconds / timed;
  }

  double slowest() {
    return slowest;
  }

  /** A letter a column: counted, unused, missing, late, refused, or not asked. */
  String letters() {
    StringBuilder letters = new StringBuilder();
    for (ClientStatus status : columns) {
      letters.append(status == null ? NOT_ASKED : status.letter());
    }
    return letters.toString();
  }
}
