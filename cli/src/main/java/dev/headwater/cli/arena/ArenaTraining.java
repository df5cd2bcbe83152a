package dev.headwater.cli.arena;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.training.Hyperparameters;
import picocli.CommandLine.Option;

/** Flags of tables whose runs train: how long, and how far in a round. */
final class ArenaTraining {
  private static final int BATCH_SIZE = 20;

  @Option(
      names = {"--rounds", "--num-rounds"},
      paramLabel = "N",
      defaultValue = "40",
      description = "Rounds of every run that does not end by itself. Default: ${DEFAULT-VALUE}.")
  int rounds = 40;

  @Option(
      names = {"--local-epochs", "--epochs"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Passes over a client's pictures in each round. Default: ${DEFAULT-VALUE}.")
  int localEpochs = 5;

  /** Refuses fewer than one of either. */
  void check() {
    if (rounds < 1 || localEpochs < 1) {
      throw new UserDataException(
          "rounds: %d, local-epochs: %d (expected: at least 1)".formatted(rounds, localEpochs));
    }
  }

  Hyperparameters hyper(double learningRate) {
    return new Hyperparameters(localEpochs, BATCH_SIZE, learningRate, 0, 0, 0);
  }
}
