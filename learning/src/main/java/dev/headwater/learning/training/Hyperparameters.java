package dev.headwater.learning.training;

/**
 * How a client trains, sent with every task.
 *
 * @param localEpochs passes over the client's examples, at least 1
 * @param batchSize examples per step, at least 1; the last batch of an epoch may be smaller
 * @param learningRate above 0
 * @param momentum in [0, 1), as in PyTorch: {@code v = momentum * v + g; w -= learningRate * v}
 * @param weightDecay at least 0; adds {@code weightDecay * w} to the gradient
 * @param proximalMu at least 0; adds {@code proximalMu * (w - w_global)} to the gradient (FedProx,
 *     Li et al. 2020, eq. 2)
 */
public record Hyperparameters(
    int localEpochs,
    int batchSize,
    double learningRate,
    double momentum,
    double weightDecay,
    double proximalMu) {

  /**
   * Refuses values outside their ranges, naming the flag.
   *
   * @param localEpochs at least 1
   * @param batchSize at least 1
   * @param learningRate finite and above 0
   * @param momentum in [0, 1)
   * @param weightDecay finite and at least 0
   * @param proximalMu finite and at least 0
   * @throws IllegalArgumentException for other values
   */
  public Hyperparameters {
    require(localEpochs >= 1, "local-epochs", localEpochs, "at least 1");
    require(batchSize >= 1, "batch-size", batchSize, "at least 1");
    require(learningRate > 0 && Double.isFinite(learningRate), "lr", learningRate, "above 0");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight-decay",
        weightDecay,
        "at least 0");
    require(
        proximalMu >= 0 && Double.isFinite(proximalMu), "proximal-mu", proximalMu, "at least 0");
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
    }
  }

  /**
   * {@return the same with another number of passes}
   *
   * @param epochs at least 1
   * @throws IllegalArgumentException for another number
   */
  public Hyperparameters withLocalEpochs(int epochs) {
    return new Hyperparameters(epochs, batchSize, learningRate, momentum, weightDecay, proximalMu);
  }

  /**
   * {@return the same with another learning rate}
   *
   * @param rate finite and above 0
   * @throws IllegalArgumentException for another rate
   */
  public Hyperparameters withLearningRate(double rate) {
    return new Hyperparameters(localEpochs, batchSize, rate, momentum, weightDecay, proximalMu);
  }

  /**
   * {@return the same with another proximal term}
   *
   * @param mu finite and at least 0; 0 for none
   * @throws IllegalArgumentException for another mu
   */
  public Hyperparameters withProximalMu(double mu) {
    return new Hyperparameters(localEpochs, batchSize, learningRate, momentum, weightDecay, mu);
  }
}
