package dev.headwater.cli.privacy;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Adjacency;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.sampling.CohortSize;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the number of rounds, sampling, delta and accountant. */
final class SamplingOptions {
  @Option(
      names = "--sampling-rate",
      paramLabel = "Q",
      description =
          "Poisson sampling: each client takes part in a round with this probability, independently.")
  @Nullable Double samplingRate;

  @Option(
      names = "--cohort",
      paramLabel = "M",
      description =
          "Or: exactly M of --clients in each round, drawn without replacement and kept secret.")
  @Nullable Integer cohort;

  @Option(
      names = "--schedule",
      paramLabel = "B",
      description =
          "Or: a public schedule in which no client has two turns within B rounds: what the turns of one client cost, one in B steps.")
  @Nullable Integer schedule;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Number of clients; delta must be below 1/N.")
  @Nullable Integer clients;

  @Option(names = "--steps", required = true, paramLabel = "T", description = "Number of rounds.")
  int steps;

  @Option(
      names = "--delta",
      required = true,
      paramLabel = "D",
      description = "Probability that epsilon does not hold; below 1 / clients.")
  double delta;

  @Option(
      names = "--accountant",
      paramLabel = "NAME",
      description =
          "pld (tight) or rdp. Default: pld, and rdp for cohorts of a fixed size, which pld cannot account.")
  @Nullable AccountantKind accountant;

  /** The sampling from the flags. */
  Sampling sampling() {
    long given = Stream.of(samplingRate, cohort, schedule).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new UserDataException(
          "sampling-rate, cohort and schedule: %s given (expected: one of them, --sampling-rate Q for Poisson sampling, --cohort M --clients N for cohorts of a fixed size, or --schedule B for turns that everybody knows)"
              .formatted(given == 0 ? "neither" : "more than one"));
    }
    if (schedule != null) {
      if (schedule < 1) {
        throw new UserDataException("schedule: %d (expected: at least 1)".formatted(schedule));
      }
      return new Sampling.FixedSize(1, 1);
    }
    if (samplingRate != null) {
      double rate = samplingRate;
      return UserInput.valid(() -> new Sampling.Poisson(rate));
    }
    if (clients == null) {
      throw new UserDataException(
          "cohort: %d of an unknown number (expected: --clients N beside --cohort)"
              .formatted(cohort));
    }
    int of = clients;
    int size = cohort == null ? 0 : cohort;
    return UserInput.valid(() -> new Sampling.FixedSize(size, of));
  }

  /** The accountant required by the flags or by the sampling. */
  AccountantKind kind(Sampling sampling) {
    if (accountant != null) {
      return accountant;
    }
    return sampling instanceof Sampling.FixedSize && sampling.rate() < 1
        ? AccountantKind.RDP
        : AccountantKind.PLD;
  }

  /** The requested steps; of a schedule the most turns that one client has in them. */
  int steps() {
    int all = checkedSteps("steps", steps);
    return schedule == null ? all : new CohortSize.Schedule(1, schedule).turns(all);
  }

  /** The requested delta. */
  double delta() {
    return checkedDelta(delta, clients);
  }

  /** {@code delta}, if it is meaningful for the population. */
  static double checkedDelta(double delta, @Nullable Integer clients) {
    if (!(delta > 0 && delta < 1)) {
      throw new UserDataException(
          "delta: %s (expected: above 0 and below 1, best below 1 / clients)".formatted(delta));
    }
    if (clients != null && !(delta < 1.0 / clients)) {
      throw new UserDataException(
          "delta: %s with %d clients (expected: below 1/%d = %.3g, for a larger one would allow to publish a client; try %.3g)"
              .formatted(delta, clients, clients, 1.0 / clients, 0.1 / clients));
    }
    return delta;
  }

  /** {@code steps}, if there is at least one. */
  static int checkedSteps(String name, int steps) {
    if (steps < 1) {
      throw new UserDataException("%s: %d (expected: at least 1)".formatted(name, steps));
    }
    return steps;
  }

  /** The meaning of {@code adjacency} in words. */
  static String words(Adjacency adjacency) {
    return switch (adjacency) {
      case ADD_OR_REMOVE -> "one client more or less";
      case REPLACE_ONE -> "one client replaced by another";
    };
  }

  /** The value for programs. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
