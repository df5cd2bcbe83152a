package dev.headwater.cli.crash;

import java.util.List;

/** Runs that keep different state; small, so that they can be killed hundreds of times. */
enum RunKind {
  OPEN("--strategy fedavg"),
  MOMENTUM("--strategy fedavgm:0.9 --cohort 2"),
  CLIENT_MEMORY("--strategy scaffold --cohort 2"),
  RESIDUALS("--strategy ditto:0.5 --compression top-k:0.1"),
  STATISTICS("--strategy fed3r:10"),
  STAGES("--start zero --standardise federated"),
  MASKED("--strategy fedavg --secure-aggregation"),
  CENTRAL("--privacy central --noise-multiplier 2 --noise-source seeded --adaptive-clipping 0.5"),
  BANDED(
      "--strategy fedavg --privacy central --noise-multiplier 2 --noise-source seeded --schedule 2 --cohort 1 --noise banded"),
  LOCAL("--privacy local --noise-multiplier 1 --noise-source seeded"),
  MASKED_NOISE(
      "--strategy fedavg --privacy distributed --noise-multiplier 1 --noise-source seeded --secure-aggregation"),
  SECURE_NOISE("--privacy central --noise-multiplier 2 --sampling-rate 0.7");

  private final String flags;

  RunKind(String flags) {
    this.flags = flags;
  }

  List<String> flags() {
    return List.of(flags.split(" "));
  }

  boolean masked() {
    return flags.contains("--secure-aggregation");
  }

  boolean promised() {
    return flags.contains("--privacy");
  }

  /**
   * Whether a repeated round gives the bits that it would have given. On a schedule others may have
   * their turn: one that was paid for counts, also if a crash ended its round.
   */
  boolean repeatable() {
    return !promised() || (flags.contains("seeded") && !flags.contains("--schedule"));
  }
}
