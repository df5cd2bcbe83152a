package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Choices;

/** All aggregators by name: {@code mean}, {@code trimmed-mean:0.1}. */
public final class Aggregators {
  /** The table. */
  public static final Choices<Aggregator> CHOICES =
      new Choices<>(
          "aggregator",
          Aggregator.class,
          Choices.row(
              ExactMean.NAME,
              "",
              "the weighted mean, exact in every order",
              arguments -> new ExactMean()),
          Choices.row(
              TrimmedMean.NAME,
              "BETA",
              "leaves out this share at each end of every coordinate",
              arguments -> new TrimmedMean(arguments.number(0))));

  private Aggregators() {}
}
