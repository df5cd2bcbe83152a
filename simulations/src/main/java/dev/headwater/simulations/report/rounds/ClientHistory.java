package dev.headwater.simulations.report.rounds;

import dev.headwater.simulations.output.clients.ClientStatus;
import java.util.Arrays;

/** What came of one client, counted and by column; of rounds in one column the worst is shown. */
final class ClientHistory {
  /** By {@link ClientStatus}. */
  private static final String LETTERS = "cumlr";

  private static final char NOT_ASKED = '.';

  private final String name;
  private final int[] counts = new int[ClientStatus.values().length];
  private final char[] columns;
  private int timed;
  private double seconds;
  private double slowest;

  ClientHistory(String name, int columns) {
    this.name = name;
    this.columns = new char[columns];
    Arrays.fill(this.columns, NOT_ASKED);
  }

  void saw(int column, ClientStatus status) {
    counts[status.ordinal()]++;
    char letter = LETTERS.charAt(status.ordinal());
    if (LETTERS.indexOf(columns[column]) < status.ordinal()) {
      columns[column] = letter;
    }
  }

  /** What was missing when its round ended has come after all. */
  void cameLate(int column) {
    if (counts[ClientStatus.MISSING.ordinal()] > 0) {
      counts[ClientStatus.MISSING.ordinal()]--;
    }
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
    return Arrays.stream(counts).sum();
  }

  int count(ClientStatus status) {
    return counts[status.ordinal()];
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
    return new String(columns);
  }
}
