package dev.headwater.cli.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * One measured run of {@code headwater simulate}, with the features of 10,000 pictures cached.
 *
 * @param name what is measured, in a few words
 * @param epochs local epochs
 * @param threads worker threads
 * @param rounds number of rounds
 * @param plain whether vectors are left out
 * @param grpc whether clients are nodes on real sockets
 */
record Stage(String name, int epochs, int threads, int rounds, boolean plain, boolean grpc) {
  static final int CLIENTS = 100;
  static final int EXAMPLES = 100;
  static final int FEATURES = 1280;
  static final int CLASSES = 10;
  static final int PICTURES = CLIENTS * EXAMPLES;

  /** Every run of the table. Two threads are left out where there is one processor. */
  static List<Stage> all(int rounds, int processors) {
    List<Stage> one =
        List.of(
            new Stage("1 local epoch", 1, 1, rounds, false, false),
            new Stage("5 local epochs", 5, 1, rounds, false, false),
            new Stage("1 local epoch, plain loops", 1, 1, Math.max(1, rounds / 2), true, false),
            new Stage("1 local epoch, over gRPC", 1, 1, Math.max(1, rounds / 2), false, true));
    if (processors < 2) {
      return one;
    }
    List<Stage> two =
        List.of(
            new Stage("1 local epoch", 1, 2, rounds, false, false),
            new Stage("5 local epochs", 5, 2, rounds, false, false));
    return Stream.concat(one.stream(), two.stream()).toList();
  }

  /** The flags of the command, without folders. */
  List<String> flags() {
    return List.of(
        "--backbone",
        "embedded",
        "--image-size",
        "32",
        "--strategy",
        "fedavg",
        "--start",
        "zero",
        "--standardise",
        "none",
        "--lr",
        "0.01",
        "--momentum",
        "0.9",
        "--weight-decay",
        "0.0001",
        "--clients",
        String.valueOf(CLIENTS),
        "--partition",
        "iid",
        "--holdout",
        "0",
        "--local-epochs",
        String.valueOf(epochs),
        "--batch-size",
        "20",
        "--rounds",
        String.valueOf(rounds),
        "--threads",
        String.valueOf(threads),
        "--transport",
        grpc ? "grpc" : "memory",
        "--format",
        "json");
  }

  /** Floating-point operations of one client update as SGD states it: two passes an epoch. */
  double operations() {
    return 4.0 * epochs * EXAMPLES * FEATURES * CLASSES;
  }

  /** Bytes of features that one client update must read at least. */
  static double bytes() {
    return 4.0 * EXAMPLES * FEATURES;
  }
}
