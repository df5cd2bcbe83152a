package dev.headwater.cli.classroom;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Names of runs that people can say across a room: two words, such as {@code calm-otter}. */
final class RunName {
  private static final List<String> FIRST =
      List.of(
          "amber", "bold", "brave", "bright", "brisk", "calm", "clever", "cosy", "crisp", "curious",
          "daring", "eager", "early", "gentle", "giant", "golden", "happy", "honest", "jolly",
          "keen", "kind", "lively", "lucky", "mellow", "merry", "mighty", "nimble", "noble",
          "patient", "plucky", "proud", "quick", "quiet", "ready", "rosy", "shiny", "silent",
          "silver", "steady", "sunny", "swift", "tidy", "warm", "wild", "wise", "witty", "young",
          "zesty");

  private static final List<String> SECOND =
      List.of(
          "badger",
          "beaver",
          "bison",
          "camel",
          "cheetah",
          "crane",
          "dolphin",
          "donkey",
          "eagle",
          "falcon",
          "finch",
          "fox",
          "gecko",
          "giraffe",
          "goose",
          "hamster",
          "hedgehog",
          "heron",
          "ibis",
          "jackal",
          "koala",
          "lemur",
          "lion",
          "lynx",
          "marten",
          "mole",
          "moose",
          "newt",
          "octopus",
          "otter",
          "owl",
          "panda",
          "parrot",
          "penguin",
          "puffin",
          "rabbit",
          "raven",
          "robin",
          "salmon",
          "seal",
          "squirrel",
          "stork",
          "swan",
          "tiger",
          "toad",
          "turtle",
          "walrus",
          "zebra");

  private static final int ATTEMPTS = 200;

  private RunName() {}

  /** A name that no run in this folder has. */
  static String fresh(Path runs, RandomGenerator random) {
    String name = drawn(random);
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      if (!Files.exists(runs.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        return name;
      }
      name = drawn(random);
    }
    // Nearly all are taken, after some thousand runs: a number tells them apart.
    for (int number = 2; ; number++) {
      String numbered = String.format(Locale.ROOT, "%s-%d", name, number);
      if (!Files.exists(runs.resolve(numbered), LinkOption.NOFOLLOW_LINKS)) {
        return numbered;
      }
    }
  }

  private static String drawn(RandomGenerator random) {
    return FIRST.get(random.nextInt(FIRST.size()))
        + "-"
        + SECOND.get(random.nextInt(SECOND.size()));
  }
}
