package dev.headwater.learning.strategies;

import dev.headwater.learning.names.Choices;
import dev.headwater.learning.strategy.Strategy;

/** All strategies by name: {@code fedavg}, {@code fedadam:0.1}, {@code fed3r:10}. */
public final class Strategies {
  private static final double DEFAULT_MOMENTUM = 0.9;

  /** The table. */
  public static final Choices<Strategy> CHOICES =
      new Choices<>(
          "strategy",
          Strategy.class,
          Choices.row(FedAvg.NAME, "", "the weighted mean of the deltas", a -> new FedAvg()),
          Choices.row(
              FedAvgM.NAME,
              "[BETA]",
              "with server momentum: far fewer rounds on skewed labels",
              a -> new FedAvgM(a.number(0, DEFAULT_MOMENTUM))),
          Choices.row(
              FedProx.NAME,
              "MU",
              "clients are pulled towards the global parameters",
              a -> new FedProx(a.number(0))),
          Choices.row(
              FedAdam.NAME,
              "[LR],[B1],[B2],[TAU]",
              "an adaptive rate for every parameter, at the server",
              a ->
                  new FedAdam(
                      a.number(0, FedAdam.DEFAULT_LEARNING_RATE),
                      a.number(1, FedAdam.DEFAULT_BETA1),
                      a.number(2, FedAdam.DEFAULT_BETA2),
                      a.number(3, FedAdam.DEFAULT_TAU))),
          Choices.row(
              FedNova.NAME, "", "clients with more steps pull no harder", a -> new FedNova()),
          Choices.row(
              Scaffold.NAME,
              "[LR]",
              "control variates against client drift; clients keep memory",
              a -> new Scaffold(a.number(0, Scaffold.DEFAULT_LEARNING_RATE))),
          Choices.row(
              FedSgd.NAME,
              "LR",
              "gradient descent on all examples together",
              a -> new FedSgd(a.number(0))),
          Choices.row(
              Fed3R.NAME,
              "LAMBDA",
              "ridge regression in closed form, one round",
              a -> new Fed3R(a.number(0))));

  private Strategies() {}
}
