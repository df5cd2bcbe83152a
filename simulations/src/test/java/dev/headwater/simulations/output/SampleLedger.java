package dev.headwater.simulations.output;

import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.simulations.output.state.LedgerFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ledgers of runs that never were. */
public final class SampleLedger {
  private SampleLedger() {}

  /** The promise. */
  public static LedgerEntry.Opened opened(String noise) {
    return new LedgerEntry.Opened(
        Mechanism.parse("Central"), "ADD_OR_REMOVE", "client", "PLD", 1e-5, 4.0, noise);
  }

  /** A payment for a round of Poisson-sampled clients. */
  public static LedgerEntry.Paid paid(int round, double epsilon) {
    Step step = new Step(new Sampling.Poisson(0.5), 1.1, 1);
    return new LedgerEntry.Paid(round, List.of(step), 60, 1.0 / round, 1, 1.1 / round, epsilon);
  }

  /** The end of a round. */
  public static LedgerEntry.Closed closed(int round) {
    return new LedgerEntry.Closed(round, 28 + round, 27 + round, 1.0 / (round + 1), null);
  }

  /**
   * Rounds 1 to 4, of which 2 was aborted; 3 was closed, and run and paid again after a crash in
   * round 4.
   */
  public static List<LedgerEntry> eventful(String noise) {
    return List.of(
        opened(noise),
        paid(1, 1.5),
        closed(1),
        paid(2, 2),
        new LedgerEntry.Closed(2, 30, 3, 0.5, "3 survivors (expected: at least 15)"),
        paid(3, 2.4),
        closed(3),
        paid(4, 2.8),
        new LedgerEntry.Resumed(3, 5.0),
        paid(3, 3.1),
        closed(3),
        paid(4, 3.4),
        closed(4));
  }

  /** Entries of every type, with every value that may be null once null. */
  public static List<LedgerEntry> everyType() {
    Step fixed = new Step(new Sampling.FixedSize(5, 60), 0.1 + 0.2, 7);
    List<LedgerEntry> entries = new ArrayList<>(eventful("secure"));
    entries.add(
        new LedgerEntry.Opened(
            Mechanism.parse("Distributed[minSurvivors=15]"),
            "REPLACE_ONE",
            "client",
            "RDP",
            1e-300,
            null,
            "seeded"));
    entries.add(
        new LedgerEntry.Paid(
            Integer.MAX_VALUE, List.of(fixed, fixed), 1, Math.PI, 0, Double.MIN_VALUE, null));
    entries.add(new LedgerEntry.Closed(1, 0, 0, 1, "\"quoted\"\nand \u2028 more"));
    entries.add(new LedgerEntry.Resumed(9, null));
    return entries;
  }

  /** Writes a ledger into a folder and reads it back. */
  public static LedgerFile.Chain written(Path folder, List<LedgerEntry> entries) {
    try (LedgerFile file = LedgerFile.open(folder, null)) {
      entries.forEach(file::append);
    }
    return LedgerFile.read(folder);
  }
}
