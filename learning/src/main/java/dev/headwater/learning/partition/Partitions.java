package dev.headwater.learning.partition;

import dev.headwater.learning.names.Choices;

/** All partitions by name: {@code iid}, {@code dirichlet:0.5}. */
public final class Partitions {
  /** The table. */
  public static final Choices<Partition> CHOICES =
      new Choices<>(
          "partition",
          Partition.class,
          Choices.row(
              Partition.Iid.NAME, "", "at random, in equal shares", a -> new Partition.Iid()),
          Choices.row(
              Partition.Dirichlet.NAME,
              "ALPHA",
              "label skew; the smaller, the fewer classes a client has",
              a -> new Partition.Dirichlet(a.number(0))),
          Choices.row(
              Partition.Shards.NAME,
              "K",
              "K runs of the examples sorted by label for each client",
              a -> new Partition.Shards(a.wholeNumber(0))),
          Choices.row(
              Partition.Pathological.NAME,
              "K",
              "exactly K classes for each client",
              a -> new Partition.Pathological(a.wholeNumber(0))),
          Choices.row(
              Partition.LogNormal.NAME,
              "SIGMA",
              "clients of very different size, labels at random",
              a -> new Partition.LogNormal(a.number(0))),
          Choices.row(
              Partition.Natural.NAME,
              "",
              "a client for each user that the data names",
              a -> new Partition.Natural()));

  private Partitions() {}
}
